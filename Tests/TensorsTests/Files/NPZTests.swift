import Chance
import Tensors
import Testing

struct NPZTests {
    private let arrays = [
        (name: "mel", tensor: Tensor([20, 30], (0..<600).map { Float($0 % 7) })),
        (name: "дождь", tensor: Tensor([], [3])),
        (name: "empty", tensor: Tensor([0], [])),
    ]

    @Test("named tensors come back in order, stored or deflated", arguments: [false, true])
    func roundTrip(deflated: Bool) throws {
        let bytes = try NPZ.bytes(of: arrays, deflated: deflated)
        let found = try NPZ.read(bytes, name: "a.npz").arrays
        #expect(found.map(\.name) == arrays.map(\.name))
        for (a, b) in zip(found, arrays) {
            #expect(a.reading.tensor.shape == b.tensor.shape && a.reading.tensor.floats == b.tensor.floats)
        }
        #expect(try NPZ.bytes(of: arrays, deflated: deflated) == bytes)
        if deflated { #expect(bytes.count < 1500) }
    }

    @Test("an archive without arrays is one, too")
    func empty() throws {
        #expect(try NPZ.read(NPZ.bytes(of: []), name: "a.npz").arrays.isEmpty)
    }

    @Test("a name that stands twice or is empty is refused")
    func names() {
        let one = Tensor([1], [1])
        #expect(throws: FormatFault.self) { try NPZ.bytes(of: [("a", one), ("a", one)]) }
        #expect(throws: FormatFault.self) { try NPZ.bytes(of: [("", one)]) }
    }

    @Test("an archive that unpacks to more than the limit is refused before it is unpacked")
    func limit() throws {
        let bytes = try NPZ.bytes(
            of: [("zeros", Tensor([100_000], [Float](repeating: 0, count: 100_000)))], deflated: true)
        let fault = #expect(throws: FormatFault.self) { try NPZ.read(bytes, name: "a.npz", limit: 100_000) }
        #expect(fault?.problem.contains("states 400128 bytes") == true)
    }

    @Test("damaged archives give faults and no traps", arguments: [false, true])
    func mutations(deflated: Bool) throws {
        var generator = SplitMix(2)
        let seed = try NPZ.bytes(of: arrays, deflated: deflated)
        var refused = 0
        for _ in 0..<2000 {
            let bytes = mutated(seed, &generator)
            do { _ = try NPZ.read(bytes, name: "a.npz", limit: 1 << 20) } catch is FormatFault { refused += 1 }
        }
        #expect(refused > 500)
    }
}
