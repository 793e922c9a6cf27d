import Language
import Programs
import Session
import Tensors
import Workplace

extension Verb {
    static let export = Verb(
        Signature(
            "export", family: "Exchange", "Write a value to a file in the project",
            details: """
                The ending says the format. Figures: png, svg, pdf. Sounds: wav, flac, and mp4 with AAC. Frames: mp4 with \
                H.264, at their own times, with sound where 'sound' gives one; mov with the sound uncompressed; as players show \
                even sizes alone, odd ones get their last column or row twice, which is said; png is a contact sheet of up to \
                48. Movies, their parts and one clip of a data set: mp4 and mov, encoded anew; wav. \
                Where samples beyond full scale are clipped, a note says how many. \
                Frames, sounds, spectrograms and tensors: npy, npz, csv, safetensors. Tables, data sets, curves, confusions and series: csv. \
                Models: safetensors, which any program opens and 'import' makes the same model of. The file is put in place \
                when the cell is done, and only if its bits differ; if it is later missing or altered, running the cell \
                restores it without computing anything.
                """,
            operand: .init("VALUE", ValueTypes.exportable, "What to write"),
            phrases: [.init("to", .init("FILE", [.text], "Path in the project", isFile: true))],
            options: [Export.width, Export.bits, Export.companion], gives: ExportedFile.type,
            examples: [
                .init("export (tone 440 Hz) to \"a.wav\"", gives: "a.wav · wav, 88 KB")
            ], version: 4), saysOrigin: \.writesFigure
    ) { call in
        let path = try call.path("to")
        guard let value = call.anyOperand() as? any Exportable else {
            throw WrongType(role: "export", expected: ValueTypes.exportable, found: call.anyOperand()!.type)
        }
        let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        if call.choices.has(Export.companion), !value.takesSound(ending) {
            throw call.unfit(Export.companion, "goes with frames in an mp4 or mov")
        }
        guard let bytes = try value.file(ending, Export(call: call, path: path)) else {
            throw UnknownFormat(path: path, formats: value.endings, found: value.type.name)
        }
        return ExportedFile(path: path, bytes: bytes, content: "\(ending), \(spelled(bytes: bytes.count))")
    }
}

extension Recipe {
    /// Whether it writes a file that says what it was made from.
    var writesFigure: Bool {
        guard verb == Verb.export.signature.verb, let to = operands.first(where: { $0.role == "to" })?.ingredients.first,
            case .literal(let path) = to
        else { return false }
        return ["png\"", "svg\"", "pdf\""].contains { path.lowercased().hasSuffix(".\($0)") }
    }
}

extension Arguments {
    /// A path as operand.
    func path(_ role: String) throws -> String {
        let constant: Constant = try operand(role)
        guard case .text(let path) = constant.scalar else {
            throw UnfitOperand(verb: signature.verb, role: role, objection: "takes a path in quotes")
        }
        return path
    }
}
