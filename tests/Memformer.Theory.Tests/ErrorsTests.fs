module Memformer.Tests.ErrorsTests

open Expecto
open Memformer.Theory

[<Tests>]
let tests =
    test "an invalid input's message starts with its file" {
        let failure = InvalidInputException("model.pth", "byte 12: opcode 0x63")
        Expect.equal failure.Message "model.pth: byte 12: opcode 0x63" "file: place: problem"
    }
