// Reads any bytes as a recipe, a stored value, a safetensors file or an NPY file.
// module Tensors: Sources/Tensors/Fault.swift Sources/Tensors/Axis.swift Sources/Tensors/Tensor.swift Sources/Tensors/Files/FileFault.swift Sources/Tensors/Files/MappedFile.swift Sources/Tensors/Files/JSON.swift Sources/Tensors/Files/JSONReader.swift Sources/Tensors/Files/ElementType.swift Sources/Tensors/Files/SafeTensors.swift Sources/Tensors/Files/SafeTensorsHeader.swift Sources/Tensors/Files/SafeTensorsWriter.swift Sources/Tensors/Files/NPY.swift Sources/Tensors/Files/NPYHeader.swift
// sources: Sources/Session/Key.swift Sources/Session/SHA256.swift Sources/Session/Recipe.swift Sources/Session/RecipeReader.swift Sources/Session/Payload.swift Sources/Session/PayloadFile.swift
// flags: -sanitize=fuzzer,address -package-name foley
//
// By hand: compile the files of `module` with `swiftc -O -parse-as-library -wmo -module-name Tensors -emit-module
// -emit-object` and the flags, then `sources` and this file with `swiftc -O -parse-as-library -I Sources/CNettle` and the
// flags, linking the object of the first step.

import Tensors

private let parent = Recipe(
    verb: "load", version: 1, operands: [("", [.file(path: "a.wav", digest: Key(digesting: [1, 2, 3]))])], options: [])

/// The first byte chooses the reader; the rest is the file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecipe(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count >= 1 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    do {
        switch start[0] % 4 {
        case 0: try readRecipe(String(decoding: bytes, as: UTF8.self))
        case 1: try readJSON(bytes)
        case 2: try readSafeTensors(bytes)
        default:
            let found = try NPY.read(bytes, name: "fuzz")
            precondition(found.tensor.count == found.tensor.shape.reduce(1, *), "the shape of an array")
            let again = try NPY.read(NPY.bytes(of: found.tensor), name: "again")
            precondition(same(again.tensor, found.tensor), "an array written and read")
        }
    } catch let fault as any Fault {
        precondition(!fault.cause.isEmpty, "a fault without a cause")
    } catch {
        fatalError("an error that is no fault: \(error)")
    }
    return 0
}

private func readRecipe(_ text: String) throws {
    let outline = try RecipeOutline(text)
    let files = (outline.operands.flatMap(\.parts) + outline.options.map(\.part)).count {
        if case .file = $0 { true } else { false }
    }
    let paths = (0..<files).map { "file \($0)" }
    // Recipes by any key: the reader has to notice that they are not the ones named.
    let recipe = try Recipe.decode(text, paths: paths) { _ in parent }
    precondition(recipe.encoded.utf8.elementsEqual(text.utf8), "a recipe read and written")
    precondition(recipe.paths == paths, "the paths of a recipe")
}

private func readJSON(_ bytes: [UInt8]) throws {
    let text = try JSON(reading: bytes).text
    precondition(try! JSON(reading: text.utf8).text == text, "JSON written and read")
}

private func readSafeTensors(_ bytes: [UInt8]) throws {
    let file = try SafeTensors(bytes, name: "fuzz")
    for entry in file.entries {
        precondition(file.tensor(entry.name)?.tensor.shape == entry.shape, "the shape of a tensor")
        precondition(file.bytes(entry.name)?.count == entry.range.count, "the bytes of a tensor")
    }
    let payload = try Payload(file)
    let again = try Payload(SafeTensors(payload.writer().fileBytes, name: "again"))
    precondition(again.type == payload.type && again.line == payload.line && again.facts == payload.facts, "a value")
    for (a, b) in zip(again.tensors, payload.tensors) {
        precondition(
            a.name == b.name && same(a.tensor, b.tensor) && a.tensor.axes.count == b.tensor.axes.count, "a tensor")
    }
}

private func same(_ a: Tensor, _ b: Tensor) -> Bool {
    a.shape == b.shape && a.floats.map(\.bitPattern) == b.floats.map(\.bitPattern)
}
