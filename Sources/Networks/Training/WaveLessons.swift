public import Media
import Synchronization
import Tensors

/// Examples heard anew in every epoch, from the files of sounds and movies: changed as sounds first and then as features are.
///
/// What an example becomes is a function of seed, epoch and example alone, whenever and by whichever thread it is made.
/// Memory holds the features of two batches: the one that is learned from, and the next, which is made meanwhile.
public final class WaveLessons: Lessons {
    /// Where a clip's sound lies, what errors call it, and how long the clip lasts.
    public struct Source: Sendable {
        public var path, name: String
        public var seconds: Double
        /// Where it begins in its file, in seconds.
        public var start: Double
        /// What decodes it.
        public var pool: MediaPool

        public init(path: String, name: String, seconds: Double, start: Double = 0, pool: MediaPool = .shared) {
            self.path = path
            self.name = name
            self.seconds = seconds
            self.start = start
            self.pool = pool
        }
    }

    private let examples: Examples
    private let sources: [Source]
    private let hearing: Hearing
    private let variation: WaveVariation
    private let augmentation: Augmentation
    private let seed: UInt64
    private let ready = Mutex<[Rendition: Tensor]>([:])

    private struct Rendition: Hashable {
        var epoch, example: Int
    }

    /// `sources` are those of the clips that the examples are numbered by. Throws `SpectralFault`.
    public init(
        _ examples: Examples, from sources: [Source], _ frontEnd: SoundFrontEnd, _ variation: WaveVariation,
        augmentation: Augmentation = .none, seed: UInt64
    ) throws {
        self.examples = examples
        self.sources = sources
        hearing = try Hearing(frontEnd)
        self.variation = variation
        self.augmentation = augmentation
        self.seed = seed
    }

    public var count: Int { examples.count }
    public func label(_ example: Int) -> Int { examples.label(example) }
    public func labels(_ example: Int) -> Set<Int> { examples.labels(example) }

    /// Played faster, a clip is over sooner.
    public func lengths(_ indices: [Int], epoch: Int?) -> [Int]? {
        guard let epoch else { return indices.map(examples.length) }
        return indices.map { example in
            examples.length(
                example, of: valid(Rendition(epoch: epoch, example: example)), augmentation: augmentation, seed: seed,
                epoch: epoch)
        }
    }

    /// How many frames hold something of the clip at the speed that it is played at.
    private func valid(_ rendition: Rendition) -> Int {
        let draw = variation.draw(seed: seed, epoch: rendition.epoch, example: rendition.example)
        let seconds = (sources[examples.clip(rendition.example)].seconds - examples.start(rendition.example)) / draw.speed
        return hearing.frontEnd.frames(seconds: seconds)
    }

    /// Throws what the file of a sound or a movie throws, with its name.
    public func fill(_ indices: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) throws {
        guard let epoch else {
            return examples.fill(indices, into: memory, hearing.frontEnd.standard)
        }
        for (number, example) in indices.enumerated() {
            let rendition = Rendition(epoch: epoch, example: example)
            let features = try ready.withLock { $0[rendition] } ?? heard(rendition)
            let draws = Draws(
                augmentation, seed: seed, epoch: epoch, index: example, bands: examples.bands, frames: examples.frames)
            features.withFloats {
                Examples.write(
                    $0, bands: examples.bands, frames: examples.frames, valid: valid(rendition),
                    hearing.frontEnd.standard, draws, augmentation.edge,
                    to: memory.baseAddress! + number * examples.size)
            }
        }
    }

    public func preparation(for next: LessonBatch, during present: LessonBatch) -> [@Sendable () throws -> Void] {
        let renditions = next.examples.map { Rendition(epoch: next.epoch, example: $0) }
        let wanted = Set(renditions + present.examples.map { Rendition(epoch: present.epoch, example: $0) })
        let missing = ready.withLock { ready in
            ready = ready.filter { wanted.contains($0.key) }
            return renditions.filter { ready[$0] == nil }
        }
        return missing.map { rendition in
            {
                let features = try self.heard(rendition)
                self.ready.withLock { $0[rendition] = features }
            }
        }
    }

    private func heard(_ rendition: Rendition) throws -> Tensor {
        let source = sources[examples.clip(rendition.example)]
        let draw = variation.draw(seed: seed, epoch: rendition.epoch, example: rendition.example)
        return try hearing.features(of: source, from: examples.start(rendition.example), draw)
    }
}
