import Session
import Tensors
import Testing

@testable import Programs
@testable import Verbs

/// Values come back from the session as they were put there.
@Suite struct PayloadTests {
    /// All but that of a series, which is never read back: it is put together from its recipe.
    static let types = ValueTypes.all.filter { $0 != SeriesValue.self }.map { $0.type.name }

    /// Of every type there is, what examples give.
    @Test(arguments: PayloadTests.types)
    func isThatOfTheSameValue(type name: String) async throws {
        let laboratory = try Laboratory()
        var count = 0
        for example in try await ExampleTests.made.value {
            for value in example.values where type(of: value).type.name == name {
                count += 1
                let payload = try value.payload()
                let recipe = Recipe(
                    verb: "test", version: 1, operands: [], options: [("number", .literal("\(count)"))])
                try laboratory.store.put(payload, recipe, seconds: 0)
                let stored = try #require(try laboratory.store.payload(recipe.key))
                #expect(parts(of: stored) == parts(of: payload), "as it lies there: \(example.source)")
                let again = try type(of: value).init(payload: stored)
                #expect(parts(of: try again.payload()) == parts(of: payload), "read back: \(example.source)")
            }
        }
        #expect(count > 0, "no example gives a value of the type '\(name)', nor has one as a field")
    }

    /// All of a payload by name; of what is large a digest.
    private func parts(of payload: Payload) -> [String: String] {
        var parts = ["type": payload.type, "line": payload.line, "facts": payload.facts]
        parts["names"] = "\(payload.tensors.map(\.name).sorted()) \(payload.bytes.map(\.name).sorted())"
        for (name, tensor) in payload.tensors {
            let digest = tensor.withFloats { Key(digesting: UnsafeRawBufferPointer($0)) }
            parts["tensor \(name)"] = "\(tensor.shape) \(tensor.axes) \(digest)"
        }
        for (name, bytes) in payload.bytes { parts["bytes \(name)"] = "\(Key(digesting: bytes))" }
        return parts
    }
}
