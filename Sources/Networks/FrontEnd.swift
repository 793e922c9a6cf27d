/// How a network takes in a clip: what it becomes before the first layer, stored inside the model.
public enum FrontEnd: Hashable, Sendable {
    case sound(SoundFrontEnd)
    case pictures(PictureFrontEnd)

    /// The shape of one example.
    public var input: Shape {
        switch self {
        case .sound(let sound): [1, sound.rows, sound.frames]
        case .pictures(let pictures): pictures.input
        }
    }

    /// Rows and columns that an example's numbers are kept in.
    public var grid: (rows: Int, columns: Int) {
        let input = input
        return (input.dropLast().reduce(1, *), input.last!)
    }

    /// Moments of one example, one after the other: frames of a spectrogram, or pictures.
    public var steps: Int {
        switch self {
        case .sound(let sound): sound.frames
        case .pictures(let pictures): pictures.count
        }
    }

    /// How many of `steps` hold something of a clip of `seconds`; at most all.
    public func steps(seconds: Double) -> Int {
        switch self {
        case .sound(let sound): sound.frames(seconds: seconds)
        case .pictures(let pictures): pictures.count(seconds: seconds)
        }
    }

    /// Seconds of one example.
    public var length: Double {
        switch self {
        case .sound(let sound): sound.length
        case .pictures(let pictures): pictures.length
        }
    }

    /// The stretches, in seconds, that a clip becomes examples of, as `SoundFrontEnd.segments` cuts it.
    public func segments(seconds: Double, overlapping: Bool = false) -> [Range<Double>] {
        switch self {
        case .sound(let sound): sound.segments(seconds: seconds, overlapping: overlapping)
        case .pictures(let pictures): pictures.segments(seconds: seconds, overlapping: overlapping)
        }
    }

    /// Whether the rows of an example are not on one scale, so that each has a mean and a deviation of its own.
    public var isStandardisedByRow: Bool {
        if case .sound(let sound) = self { sound.features != .mel } else { false }
    }

    /// Over the examples that a network was trained on.
    public var standard: Standard {
        get {
            switch self {
            case .sound(let sound): sound.standard
            case .pictures(let pictures): pictures.standard
            }
        }
        set {
            switch self {
            case .sound(var sound):
                sound.standard = newValue
                self = .sound(sound)
            case .pictures(var pictures):
                pictures.standard = newValue
                self = .pictures(pictures)
            }
        }
    }

    /// No examples yet.
    public var examples: Examples { Examples(bands: grid.rows, frames: grid.columns, steps: steps) }
}

/// As the one that it is; only that of pictures has a width.
extension FrontEnd: Codable {
    private enum Key: String, CodingKey { case width }

    public init(from decoder: any Decoder) throws {
        let hasWidth = try decoder.container(keyedBy: Key.self).contains(.width)
        self = try hasWidth ? .pictures(PictureFrontEnd(from: decoder)) : .sound(SoundFrontEnd(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .sound(let sound): try sound.encode(to: encoder)
        case .pictures(let pictures): try pictures.encode(to: encoder)
        }
    }
}
