/// What the types of an assembly use, read from its compiled code: signatures, fields, attributes' targets, and the
/// operands of every instruction. What the compiler folds away, such as constants, does not count.
module Memformer.Tests.Rules.CompiledUses

open System
open System.Collections.Generic
open System.Reflection
open System.Reflection.Emit
open System.Reflection.Metadata
open System.Reflection.Metadata.Ecma335
open System.Reflection.PortableExecutable

let private everything =
    BindingFlags.Instance
    ||| BindingFlags.Static
    ||| BindingFlags.Public
    ||| BindingFlags.NonPublic
    ||| BindingFlags.DeclaredOnly

let private opcodes =
    dict
        [
            for field in typeof<OpCodes>.GetFields(BindingFlags.Public ||| BindingFlags.Static) do
                let code = field.GetValue null :?> OpCode
                int (uint16 code.Value), code
        ]

let private operandSize (code: OpCode) (body: byte[]) at =
    match code.OperandType with
    | OperandType.InlineNone -> 0
    | OperandType.ShortInlineBrTarget
    | OperandType.ShortInlineI
    | OperandType.ShortInlineVar -> 1
    | OperandType.InlineVar -> 2
    | OperandType.InlineI8
    | OperandType.InlineR -> 8
    | OperandType.InlineSwitch -> 4 + 4 * BitConverter.ToInt32(body, at)
    | _ -> 4

/// The types and members that a method's instructions name, as tokens.
let private operands (body: byte[]) =
    [
        let mutable at = 0

        while at < body.Length do
            let key =
                if body[at] = 0xFEuy then
                    0xFE00 ||| int body[at + 1]
                else
                    int body[at]

            let code = opcodes[key]
            at <- at + code.Size

            match code.OperandType with
            | OperandType.InlineField
            | OperandType.InlineMethod
            | OperandType.InlineTok
            | OperandType.InlineType -> yield BitConverter.ToInt32(body, at)
            | _ -> ()

            at <- at + operandSize code body at
    ]

let rec private parts (used: Type) : Type list =
    [
        if used.HasElementType then
            yield! parts (used.GetElementType())
        elif not used.IsGenericParameter then
            yield
                if used.IsGenericType then
                    used.GetGenericTypeDefinition()
                else
                    used

            for argument in used.GetGenericArguments() do
                yield! parts argument
    ]

let private bodies (declared: Type) =
    [
        let methods = declared.GetMethods everything |> Seq.cast<MethodBase>
        let constructors = declared.GetConstructors everything |> Seq.cast<MethodBase>

        for method in Seq.append methods constructors do
            match method.GetMethodBody() with
            | null -> ()
            | body -> method, body
    ]

let private resolve (method: MethodBase) (token: int) =
    let outer = method.DeclaringType.GetGenericArguments()

    let inner =
        if method.IsGenericMethod then
            method.GetGenericArguments()
        else
            [||]

    method.Module.ResolveMember(token, outer, inner)

let private ofMember (found: MemberInfo) =
    [
        match found with
        | :? Type as used -> used
        | :? FieldInfo as field ->
            field.DeclaringType
            field.FieldType
        | :? MethodInfo as called ->
            called.DeclaringType
            called.ReturnType

            for parameter in called.GetParameters() do
                parameter.ParameterType

            if called.IsGenericMethod then
                yield! called.GetGenericArguments()
        | :? ConstructorInfo as called -> called.DeclaringType
        | _ -> ()
    ]

/// The types that a type uses, itself and generated ones among them.
let types (declared: Type) =
    [
        if not (isNull declared.BaseType) then
            declared.BaseType

        yield! declared.GetInterfaces()

        for field in declared.GetFields everything do
            field.FieldType

        for method in declared.GetMethods everything do
            method.ReturnType

            for parameter in method.GetParameters() do
                parameter.ParameterType

        for method, body in bodies declared do
            for local in body.LocalVariables do
                local.LocalType

            for token in operands (body.GetILAsByteArray()) do
                yield! ofMember (resolve method token)
    ]
    |> List.collect (fun used -> if isNull used then [] else parts used)
    |> List.distinct

/// The exceptions that a type's methods catch whatever they say.
let caught (declared: Type) =
    [
        for _, body in bodies declared do
            for clause in body.ExceptionHandlingClauses do
                if clause.Flags = ExceptionHandlingClauseOptions.Clause then
                    clause.CatchType
    ]

/// The strongly connected components of a graph that have more than one node (Tarjan, 1972).
let cycles (successors: IDictionary<string, string list>) =
    let index = Dictionary<string, int>()
    let low = Dictionary<string, int>()
    let stack = Stack<string>()
    let found = ResizeArray<string list>()

    let rec visit node =
        index[node] <- index.Count
        low[node] <- index[node]
        stack.Push node

        for next in successors[node] do
            if not (index.ContainsKey next) then
                visit next
                low[node] <- min low[node] low[next]
            elif stack.Contains next then
                low[node] <- min low[node] index[next]

        if low[node] = index[node] then
            let members =
                [
                    while stack.Peek() <> node do
                        stack.Pop()
                    stack.Pop()
                ]

            if members.Length > 1 then
                found.Add(List.sort members)

    for node in successors.Keys do
        if not (index.ContainsKey node) then
            visit node

    List.ofSeq found

/// All texts in an assembly's code.
let texts (assembly: Assembly) =
    use file = IO.File.OpenRead assembly.Location
    use image = new PEReader(file)
    let reader = image.GetMetadataReader()

    [
        let mutable place = MetadataTokens.UserStringHandle 1

        while not place.IsNil do
            reader.GetUserString place
            place <- reader.GetNextHandle place
    ]
