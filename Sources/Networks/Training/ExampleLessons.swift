/// Examples as a network takes them: standardised, and varied in training.
public struct ExampleLessons: Lessons {
    public let examples: Examples
    private let standard: Standard
    private let augmentation: Augmentation
    private let seed: UInt64

    public init(_ examples: Examples, _ standard: Standard, augmentation: Augmentation = .none, seed: UInt64 = 0) {
        self.examples = examples
        self.standard = standard
        self.augmentation = augmentation
        self.seed = seed
    }

    public var count: Int { examples.count }
    public func label(_ example: Int) -> Int { examples.label(example) }
    public func labels(_ example: Int) -> Set<Int> { examples.labels(example) }

    public func lengths(_ indices: [Int], epoch: Int?) -> [Int]? {
        indices.map {
            examples.length($0, augmentation: epoch == nil ? .none : augmentation, seed: seed, epoch: epoch ?? 0)
        }
    }

    public func fill(_ indices: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
        examples.fill(
            indices, into: memory, standard, augmentation: epoch == nil ? .none : augmentation,
            seed: seed, epoch: epoch ?? 0)
    }
}
