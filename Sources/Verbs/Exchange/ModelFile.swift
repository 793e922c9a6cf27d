import Networks
import Programs
import Study
import Tensors
import Workplace

/// A model as a safetensors file that any program opens: weights under their names, and in the metadata the record
/// that makes them a model again, with the facts that people look for beside it.
enum ModelFile {
    /// The key of the record, a JSON text; a file that has it is a model.
    static let recordKey = "foley.model"
    private static let formatKey = "foley.format"
    private static let format = "1"

    /// The same model gives the same bytes.
    static func bytes(of model: ModelValue) throws -> [UInt8] {
        let (network, frontEnd) = (model.network, model.network.frontEnd)
        return try SafeTensorsWriter(
            metadata: [
                formatKey: format, recordKey: try Facts.encode(model.model.record), "network": NetworkValue(network).line,
                "classes": JSON.array(network.classes.map { .string($0) }).text,
                "input": "\(network.architecture.input.map(String.init).joined(separator: " x ")) (\(frontEnd.sense.axes))",
                "length": Constant.seconds(frontEnd.sense.length).line, "standard": frontEnd.sense.standardLine,
                "trained": "epoch \(model.learning.epoch) of \(model.learning.history.count)",
            ].merging(frontEnd.rates) { first, _ in first }, tensors: model.model.tensors
        ).fileBytes
    }

    /// The model in `file`, whose metadata has a record. Nothing is made of a size that the file only states.
    ///
    /// - Throws: `FormatFault`, which names the file.
    static func model(in file: SafeTensors, note: (String) -> Void) throws -> ModelValue {
        func fault(_ problem: String) -> FormatFault { FormatFault(file.name, "holds no model that can be used: \(problem)") }
        let stated = file.metadata[formatKey] ?? "none"
        guard stated == format else {
            throw FormatFault(
                file.name, "is a model in the format '\(stated)', and this version reads the format \(format)",
                remedy: "export the model from the version that made it, or use that version")
        }
        do {
            let record = try Facts.decode(Model.Record.self, from: file.metadata[recordKey] ?? "")
            if let objection = record.objection { throw fault(objection) }
            if let sound = record.frontEnd.sense.heard { _ = try Hearing(sound) }
            if let other = file.leftOut.first { throw fault("its '\(other.name)' is of \(other.content)") }
            let known = Set(record.architecture.tensorNames)
            let tensors = try file.entries.map { entry in
                guard known.contains(entry.name), let (tensor, isExact) = file.tensor(entry.name) else {
                    throw fault("its network has no '\(entry.name)'")
                }
                if !isExact { note("\(file.name), \(entry.name): digits were lost in 32-bit floats") }
                return (name: entry.name, tensor: tensor)
            }
            return ModelValue(try Model(record, tensors: tensors))
        } catch let error as DecodingError {
            throw fault("its record does not read: \(error.inWords)")
        } catch let fault as FormatFault {
            throw fault
        } catch let problem as any Fault {
            throw fault(problem.cause)
        }
    }
}

extension FrontEnd {
    /// What people look for in a file, by its key.
    fileprivate var rates: [String: String] {
        var rates: [String: String] = [:]
        if let sound = sense.heard { rates["sample rate"] = Constant.hertz(sound.rate).line }
        if let pictures = sense.seen { rates["pictures a second"] = Constant.number(pictures.rate).line }
        return rates
    }
}

extension DecodingError {
    /// What is wrong and where: `architecture.layers.3.options.filters is missing`.
    fileprivate var inWords: String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "the whole" : path.map { $0.intValue.map { String($0 + 1) } ?? $0.stringValue }.joined(separator: ".")
        }
        switch self {
        case .keyNotFound(let key, let context): return "\(place(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context): return "\(place(context.codingPath)) is missing"
        case .typeMismatch(_, let context): return "\(place(context.codingPath)) is of another kind than it should be"
        case .dataCorrupted(let context) where context.codingPath.isEmpty: return "it is not JSON"
        case .dataCorrupted(let context): return "\(place(context.codingPath)) has no value that fits"
        @unknown default: return "\(self)"
        }
    }
}
