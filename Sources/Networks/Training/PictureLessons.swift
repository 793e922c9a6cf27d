internal import Tensors

/// How pictures are changed for training, differently in every epoch; all of one example alike, so that what moves in them
/// moves as it did.
public struct PictureVariation: Hashable, Sendable {
    /// The greatest shift sideways, and up or down, as a share of the width and of the height: 0 to 1. What comes in repeats
    /// the edge.
    public var shift: Double
    /// Whether half of the examples are mirrored, left for right.
    public var flips: Bool

    public init(shift: Double = 0, flips: Bool = false) {
        self.shift = shift
        self.flips = flips
    }

    public static let none = PictureVariation()
}

/// Examples of pictures, varied in training.
public struct PictureLessons: Lessons {
    private let plain: ExampleLessons
    private let frontEnd: PictureFrontEnd
    private let variation: PictureVariation
    private let seed: UInt64

    public init(_ examples: Examples, _ frontEnd: PictureFrontEnd, _ variation: PictureVariation, seed: UInt64) {
        plain = ExampleLessons(examples, frontEnd.standard)
        self.frontEnd = frontEnd
        self.variation = variation
        self.seed = seed
    }

    public var count: Int { plain.count }
    public func label(_ example: Int) -> Int { plain.label(example) }
    public func labels(_ example: Int) -> Set<Int> { plain.labels(example) }
    public func lengths(_ indices: [Int], epoch: Int?) -> [Int]? { plain.lengths(indices, epoch: nil) }

    public func fill(_ indices: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
        plain.fill(indices, epoch: nil, into: memory)
        guard let epoch, variation != .none else { return }
        let (width, height) = (frontEnd.width, frontEnd.height)
        let planes = frontEnd.count * frontEnd.colour.channels
        withUnsafeTemporaryAllocation(of: Float.self, capacity: width * height) { copy in
            for (number, index) in indices.enumerated() {
                let random = Philox(
                    seed: seed, purpose: "pictures", UInt64(truncatingIfNeeded: epoch), UInt64(truncatingIfNeeded: index))
                func move(_ element: Int, _ side: Int) -> Int {
                    Int((Double(2 * random.uniform(element) - 1) * variation.shift * Double(side)).rounded())
                }
                let (across, down) = (move(0, width), move(1, height))
                let isMirrored = variation.flips && random.uniform(2) < 0.5
                guard across != 0 || down != 0 || isMirrored else { continue }
                for plane in 0..<planes {
                    let pixels = memory.baseAddress! + (number * planes + plane) * width * height
                    copy.baseAddress!.update(from: pixels, count: width * height)
                    for row in 0..<height {
                        let source = copy.baseAddress! + min(max(row - down, 0), height - 1) * width
                        for column in 0..<width {
                            let place = min(max(column - across, 0), width - 1)
                            pixels[row * width + column] = source[isMirrored ? width - 1 - place : place]
                        }
                    }
                }
            }
        }
    }
}
