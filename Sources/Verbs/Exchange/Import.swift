import Language
import Programs
import Tensors
import Workplace

extension Verb {
    static let `import` = Verb(
        Signature(
            "import", family: "Exchange", "Read arrays from npy, npz or safetensors, or a model",
            details: """
                A .npy file gives a tensor; .npz and .safetensors give an archive whose arrays are its fields, those with a dot \
                or a folder in their names field by field. Numbers become 32-bit floats; a note says where that loses digits, and \
                what is left out because it holds no real numbers, such as text. A .safetensors file that 'export' wrote of a \
                model gives the model: it hears, judges and predicts as it did, to the bit.
                """,
            operand: .init("FILE", [.text], "Path of an array file or a model", isFile: true), gives: .any,
            examples: [
                .init(
                    """
                    export (melspec (tone 440 Hz), bands: 40) to "mel.npy"
                    mel = import "mel.npy"
                    """, gives: "40 x 87 · -80..0"),
                .init(
                    """
                    export (mfcc (tone 440 Hz)) to "mfcc.npz"
                    arrays = import "mfcc.npz"
                    """, gives: "1 array: values"),
                .init(
                    """
                    world = stage clips: 4, kinds: [bell, rain], length: 500 ms
                    export (train (cnn world, bands: 16, filters: 4, blocks: 1) on world, epochs: 3) to "ear.safetensors"
                    ear = import "ear.safetensors"
                    """,
                    gives:
                        "cnn · 28\u{2009}254 parameters · 2 classes · epoch 3 of 3 · training 100.0 % · by size batch: 8, aside: 0 %"
                ),
            ])
    ) { call in
        let file: SourceFile = try call.operand()
        do { return try arrays(in: file, note: call.context.note) } catch let fault as FormatFault {
            throw FormatFault(
                fault.name, fault.problem,
                remedy: fault.remedy ?? "copy the file again, or save it anew with the program that made it")
        }
    }
}

/// The arrays of a file, whose own first bytes say how they lie in it; `FormatFault` names it as it was written.
private func arrays(in file: SourceFile, note: (String) -> Void) throws -> any Value {
    // Read, not mapped: another program may cut the file short meanwhile.
    let bytes = try contents(ofFile: file.absolute)
    guard let format = ArrayFormat(of: bytes) else { throw NotAnArrayFile(path: file.path) }
    var contents = FoundArrays(path: file.path)
    switch format {
    case .npy:
        let array = try NPY.read(bytes, name: file.path)
        if let type = array.loss { note("\(file.path): digits of \(type.rawValue) were lost in 32-bit floats") }
        return TensorValue(array.tensor)
    case .npz:
        let archive = try NPZ.read(bytes, name: file.path)
        for (name, reading) in archive.arrays { contents.add(name, reading.tensor, loss: reading.loss) }
        contents.leftOut = archive.leftOut
        for name in archive.repeated { note("\(file.path): '\(name)' stands there more than once, and the last counts") }
    case .safetensors:
        let archive = try SafeTensors(bytes, name: file.path)
        if archive.metadata[ModelFile.recordKey] != nil { return try ModelFile.model(in: archive, note: note) }
        for entry in archive.entries {
            guard let (tensor, isExact) = archive.tensor(entry.name) else { continue }
            contents.add(entry.name, tensor, loss: isExact ? nil : entry.type)
        }
        contents.leftOut = archive.leftOut
    }
    return try contents.archive(note: note)
}

/// What a file of several arrays has come to.
private struct FoundArrays {
    let path: String
    var arrays: [(name: String, tensor: Tensor)] = []
    var leftOut: [LeftOut] = []
    /// Arrays whose digits 32-bit floats do not hold.
    private var losses: [(name: String, content: String)] = []

    init(path: String) { self.path = path }

    mutating func add(_ name: String, _ tensor: Tensor, loss: ElementType?) {
        arrays.append((name, tensor))
        if let loss { losses.append((name, loss.rawValue)) }
    }

    /// - Throws: `FormatFault` where nothing could be read.
    func archive(note: (String) -> Void) throws -> ArchiveValue {
        let others = listed(leftOut.map { ($0.name, $0.content) })
        guard !arrays.isEmpty else {
            guard let first = leftOut.first else {
                throw FormatFault(path, "holds no array", remedy: "save it anew, with arrays in it")
            }
            throw FormatFault(path, "holds nothing that can be read: \(others)", remedy: first.remedy)
        }
        if !leftOut.isEmpty {
            let all = arrays.count + leftOut.count
            note("\(path): \(leftOut.count) of \(all) arrays \(leftOut.count == 1 ? "is" : "are") left out: \(others)")
        }
        if !losses.isEmpty { note("\(path): digits were lost in 32-bit floats: \(listed(losses))") }
        return ArchiveValue(arrays)
    }

    /// `labels (text of type '<U3'), w (type F8_E4M3)`; of very many the first, and what types the rest have.
    private func listed(_ arrays: [(name: String, content: String)]) -> String {
        let most = 12
        let shown = arrays.prefix(most).map { "\($0.name) (\($0.content))" }.joined(separator: ", ")
        guard arrays.count > most else { return shown }
        let rest = arrays.dropFirst(most).map(\.content)
        let types = Set(rest).sorted().prefix(most).joined(separator: ", ")
        return "\(shown) and \(rest.count) more (\(types))"
    }
}

/// What a file of arrays is, by its first bytes: its name is no part of a recipe.
private enum ArrayFormat {
    case npy, npz, safetensors

    /// nil for anything else.
    init?(of bytes: [UInt8]) {
        if bytes.starts(with: [0x93] + Array("NUMPY".utf8)) {
            self = .npy
        } else if bytes.starts(with: Array("PK".utf8)) {
            self = .npz
        } else if bytes.count >= 9, bytes[8] == UInt8(ascii: "{") {
            self = .safetensors
        } else {
            return nil
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
    var remedy: String? {
        (formats.count == 1 ? "the ending is " : "the endings are ") + formats.map { ".\($0)" }.joined(separator: ", ")
    }
}
