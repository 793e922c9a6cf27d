internal import Glibc
internal import Tensors

/// The chances of one clip, thrown one after the other: throw n depends on the seed, the purpose, the clip's number and n.
struct Dice {
    private let seed: UInt64
    private let purpose: String
    private let number: UInt64
    private let random: Philox
    private var thrown = 0
    private var noises: UInt64 = 0

    init(seed: UInt64, purpose: String, number: Int) {
        self.seed = seed
        self.purpose = purpose
        self.number = UInt64(number)
        random = Philox(seed: seed, purpose: purpose, self.number, 0)
    }

    /// Uniform in [0, 1).
    mutating func uniform() -> Double {
        defer { thrown += 1 }
        return Double(random.uniform(thrown))
    }

    /// Uniform in `range`.
    mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// Uniform in the logarithm: as many below the geometric middle of `range` as above.
    mutating func ratio(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound * pow(range.upperBound / range.lowerBound, uniform())
    }

    /// Standard normal.
    mutating func normal() -> Double {
        defer { thrown += 1 }
        return Double(random.normal(thrown))
    }

    /// Exponential with the mean `mean`: the wait for the next of many independent events.
    mutating func wait(_ mean: Double) -> Double { -mean * log(1 - uniform()) }

    mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

    mutating func count(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(uniform() * Double(range.count))
    }

    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[count(0...choices.count - 1)] }

    /// `count` independent numbers of mean 0 and variance 1, uniform in +-sqrt 3; every call gives others.
    mutating func noise(_ count: Int) -> [Float] {
        noises += 1
        let random = Philox(seed: seed, purpose: purpose, number, noises)
        return [Float](unsafeUninitializedCapacity: count) { memory, filled in
            memory.initialize(repeating: 0)
            random.fillUniform(memory)
            for i in 0..<count { memory[i] = (memory[i] - 0.5) * 3.464_101_6 }
            filled = count
        }
    }
}
