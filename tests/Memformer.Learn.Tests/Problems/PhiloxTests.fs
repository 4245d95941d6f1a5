module Memformer.Tests.Problems.PhiloxTests

open Expecto
open Memformer.Learn.Problems

let private words low high key =
    let drawn = Philox.Of(low, high, key)
    drawn.First, drawn.Second

[<Tests>]
let tests =
    testList
        "Philox"
        [
            // The known answers of its authors' library Random123, lowest word last.
            test "gives its authors' known answers" {
                Expect.equal (words 0UL 0UL 0UL) (0xe169c58d6627e8d5UL, 0x9b00dbd8bc57ac4cUL) "zeros"

                let ones = System.UInt64.MaxValue
                Expect.equal (words ones ones ones) (0x41c83b0e408f276dUL, 0x6d5451fda20bc7c6UL) "ones"

                Expect.equal
                    (words 0x85a308d3243f6a88UL 0x0370734413198a2eUL 0x299f31d0a4093822UL)
                    (0x94fdccebd16cfe09UL, 0x24126ea15001e420UL)
                    "digits of π"
            }
        ]
