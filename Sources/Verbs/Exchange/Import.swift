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
        switch try ArrayFormat(of: file) {
        case .npy:
            let array = try NPY.read(file.absolute)
            if let note = array.note { call.context.note("\(file.path): \(note)") }
            return TensorValue(array.tensor)
        case .npz:
            let arrays = try NPZ.read(file.absolute)
            for (name, reading) in arrays {
                if let note = reading.note { call.context.note("\(file.path), \(name): \(note)") }
            }
            return ArchiveValue(arrays.map { ($0.name, $0.reading.tensor) })
        case .safetensors:
            let archive = try SafeTensors(reading: file.absolute)
            return ArchiveValue(
                archive.entries.compactMap { entry in
                    guard let (tensor, isExact) = archive.tensor(entry.name) else {
                        call.context.note("\(file.path), \(entry.name): \(entry.type.rawValue) numbers are left out")
                        return nil
                    }
                    if !isExact { call.context.note("\(file.path), \(entry.name): digits were lost in 32-bit floats") }
                    return (entry.name, tensor)
                })
        }
    }
}

/// What a file of arrays is, by its first bytes: its name is no part of a recipe.
private enum ArrayFormat {
    case npy, npz, safetensors

    init(of file: SourceFile) throws {
        let head = Array(try MappedFile(file.absolute).bytes.prefix(9))
        if head.starts(with: [0x93] + Array("NUMPY".utf8)) {
            self = .npy
        } else if head.starts(with: Array("PK".utf8)) {
            self = .npz
        } else if head.count == 9, head[8] == UInt8(ascii: "{") {
            self = .safetensors
        } else {
            throw NotAnArrayFile(path: file.path)
        }
    }
}

/// A file that holds no arrays.
struct NotAnArrayFile: Fault {
    var path: String
    var cause: String { "'\(path)' is no file of arrays" }
    var remedy: String? { "import reads npy, npz and safetensors; load reads sounds" }
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
