public import Networks
import Tensors

/// The ways there are to take in a clip, in the order in which a stored one is recognised; a new one is a file beside this
/// one and its name here.
let senses: [any Sense.Type] = [JoinedFrontEnd.self, PictureFrontEnd.self, SoundFrontEnd.self]

/// How a network takes in a clip: what it becomes before the first layer, stored inside the model.
///
/// Which way that is nobody has to know who holds one: it is asked.
public struct FrontEnd: Sendable {
    public private(set) var sense: any Sense

    public init(_ sense: some Sense) { self.sense = sense }

    /// Rows and columns that an example's numbers are kept in.
    public var grid: (rows: Int, columns: Int) { (sense.input.dropLast().reduce(1, *), sense.input.last!) }

    /// Over the examples that a network was trained on.
    public var standard: Standard {
        get { sense.standard }
        set { sense.standard = newValue }
    }

    /// How many of `steps` hold something of a clip of `seconds`; at most all.
    public func steps(seconds: Double) -> Int { sense.steps(seconds: seconds) }

    /// The stretches, in seconds, that a clip becomes examples of.
    public func segments(seconds: Double, overlapping: Bool = false) -> [Range<Double>] {
        sense.segments(seconds: seconds, overlapping: overlapping)
    }

    /// No examples yet.
    public var examples: Examples { Examples(bands: grid.rows, frames: grid.columns, steps: sense.steps) }
}

extension FrontEnd: Hashable {
    public static func == (left: FrontEnd, right: FrontEnd) -> Bool { AnyHashable(left.sense) == AnyHashable(right.sense) }
    public func hash(into hasher: inout Hasher) { sense.hash(into: &hasher) }
}

/// As the one that it is: of those that a stored one may be, the first whose mark it has.
extension FrontEnd: Codable {
    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: AnyKey.self)
        let kind = senses.first { kind in kind.mark.map { box.contains(AnyKey($0)) } ?? true }!
        sense = try kind.init(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws { try sense.encode(to: encoder) }
}
