import Foundation
import Session
import Tensors

@testable import Programs
@testable import Verbs
@testable import Workplace

/// An example that has run.
struct MadeExample: Sendable {
    let source: String
    /// Of its statements, and of the fields of each.
    let values: [any Value]
    /// Of its last statement.
    let facts: ExampleFacts
    let trains: Bool

    /// - values: of its statements.
    init(source: String, values: [any Value], notes: [String], trains: Bool) throws {
        self.source = source
        // Some lack a field, and say so.
        let fields = values.flatMap { value in type(of: value).fields.map { field in Result { try field.read(value) } } }
        self.values = values + fields.compactMap { if case .success(let part) = $0 { part } else { nil } }
        facts = try ExampleFacts(of: values.last!, notes: notes)
        self.trains = trains
    }
}

/// All that an example gives, by the name of each fact.
struct ExampleFacts: Codable, Equatable {
    /// What holds with every engine that an example's value is not trained with: names, shapes, a few statistics of every
    /// tensor to four digits, the sizes of files.
    var numbers: String
    /// What holds to the last digit where `Recorded` says so: the line, what is shown, every field, what was said beside it,
    /// and digests of what the value is kept as.
    var exact: [String: String] = [:]

    init(of value: any Value, notes: [String]) throws {
        let payload = try value.payload()
        numbers = Self.rounded(payload)
        exact["type"] = payload.type
        exact["line"] = payload.line
        exact["shown"] =
            switch value.shown {
            case .text(let text): text
            case .figure(let figure): "figure: \(figure.line)"
            case .file(let file): "file \(file.path): \(Key(digesting: file.bytes))"
            }
        exact["facts"] = "\(Key(digesting: Array(payload.facts.utf8)))"
        for (name, tensor) in payload.tensors {
            let digest = tensor.withFloats { Key(digesting: UnsafeRawBufferPointer($0)) }
            exact["tensor \(name)"] = "\(tensor.shape) \(digest)"
            if tensor.axes.contains { !$0.name.isEmpty } {
                let names = tensor.axes.map { $0.unit.isEmpty ? $0.name : "\($0.name) in \($0.unit)" }
                exact["axes \(name)"] = "\(names.joined(separator: ", ")) \(Key(digesting: Array("\(tensor.axes)".utf8)))"
            }
        }
        for (name, bytes) in payload.bytes { exact["bytes \(name)"] = "\(Key(digesting: bytes))" }
        for field in type(of: value).fields {
            do {
                let part = try field.read(value)
                exact["field \(field.name)"] = part.shown.text ?? part.line
            } catch let fault as any Fault { exact["field \(field.name)"] = "none: \(fault.cause)" }
        }
        if !notes.isEmpty { exact["notes"] = notes.joined(separator: "\n") }
    }

    /// What is left of rounded numbers after a training on another engine: names and shapes.
    var sizes: String {
        numbers.replacing(/\ (?:mean|rms|middle) [-0-9.e+]+/, with: "").replacing(/\d+ bytes/, with: "bytes")
    }

    private static func rounded(_ payload: Payload) -> String {
        let tensors = payload.tensors.map { name, tensor in
            let floats = tensor.floats.map(Double.init)
            let mean = floats.reduce(0, +) / Double(max(floats.count, 1))
            let size = (floats.reduce(0) { $0 + $1 * $1 } / Double(max(floats.count, 1))).squareRoot()
            let middle = floats.isEmpty ? 0 : floats[floats.count / 2]
            return "\(name) \(tensor.shape) mean \(digits(mean)) rms \(digits(size)) middle \(digits(middle))"
        }
        return (tensors + payload.bytes.map { "\($0.name) \($0.bytes.count) bytes" }).joined(separator: "; ")
    }

    private static func digits(_ value: Double) -> String {
        abs(value) < 1e-6 ? "0" : String(format: "%.3e", value)
    }
}
