import Language
import Tensors

extension Verb {
    static let `import` = Verb(
        Signature(
            "import", family: "Exchange", "Read arrays from npy, npz or safetensors",
            details: """
                A .npy file gives a tensor; .npz and .safetensors give an archive whose arrays are its fields. Numbers become \
                32-bit floats; a note says where that loses digits.
                """,
            operand: .init("FILE", [.text], "Path of an array file", isFile: true), gives: .any)
    ) { call in
        let file: SourceFile = try call.operand()
        do { return try arrays(in: file, note: call.context.note) } catch let fault as FormatFault {
            throw FormatFault(
                fault.name.replacing(file.absolute, with: file.path), fault.problem,
                remedy: fault.remedy ?? "copy the file again, or save it anew with the program that made it")
        }
    }
}

/// The arrays of a file; its ending says how they lie in it.
private func arrays(in file: SourceFile, note: (String) -> Void) throws -> any Value {
    switch file.path.split(separator: ".").last?.lowercased() {
    case "npy":
        let array = try NPY.read(file.absolute)
        if let loss = array.note { note("\(file.path): \(loss)") }
        return TensorValue(array.tensor)
    case "npz":
        let arrays = try NPZ.read(file.absolute)
        for (name, reading) in arrays {
            if let loss = reading.note { note("\(file.path), \(name): \(loss)") }
        }
        return ArchiveValue(arrays.map { ($0.name, $0.reading.tensor) })
    case "safetensors":
        let archive = try SafeTensors(reading: file.absolute)
        return ArchiveValue(
            archive.entries.compactMap { entry in
                guard let (tensor, isExact) = archive.tensor(entry.name) else {
                    note("\(file.path), \(entry.name): \(entry.type.rawValue) numbers are left out")
                    return nil
                }
                if !isExact { note("\(file.path), \(entry.name): digits were lost in 32-bit floats") }
                return (entry.name, tensor)
            })
    default:
        throw UnknownFormat(path: file.path, formats: ["npy", "npz", "safetensors"])
    }
}

/// A file name whose ending says nothing that the verb knows.
struct UnknownFormat: Fault {
    var path: String
    var formats: [String]
    var found: String?
    var cause: String {
        "'\(path)' does not end in a format that fits" + (found.map { " a \($0)" } ?? "")
    }
    var remedy: String? { "the endings are " + formats.map { ".\($0)" }.joined(separator: ", ") }
}
