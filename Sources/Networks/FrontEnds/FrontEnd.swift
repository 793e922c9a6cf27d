/// How a network takes in a clip: what it becomes before the first layer, stored inside the model.
public enum FrontEnd: Hashable, Sendable {
    case sound(SoundFrontEnd)
    case pictures(PictureFrontEnd)
    case both(JoinedFrontEnd)

    /// How it hears; nil where it only sees.
    public var sound: SoundFrontEnd? {
        switch self {
        case .sound(let sound): sound
        case .both(let both): both.sound
        case .pictures: nil
        }
    }

    /// How it sees; nil where it only hears.
    public var pictures: PictureFrontEnd? {
        switch self {
        case .pictures(let pictures): pictures
        case .both(let both): both.pictures
        case .sound: nil
        }
    }

    /// The shape of one example.
    public var input: Shape {
        switch self {
        case .sound(let sound): [1, sound.rows, sound.frames]
        case .pictures(let pictures): pictures.input
        case .both(let both): [1, both.rows, both.pictures.count]
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
        case .both(let both): both.pictures.count
        }
    }

    /// How many of `steps` hold something of a clip of `seconds`; at most all.
    public func steps(seconds: Double) -> Int {
        switch self {
        case .sound(let sound): sound.frames(seconds: seconds)
        case .pictures(let pictures): pictures.count(seconds: seconds)
        case .both(let both): both.pictures.count(seconds: seconds)
        }
    }

    /// Seconds of one example.
    public var length: Double {
        switch self {
        case .sound(let sound): sound.length
        case .pictures(let pictures): pictures.length
        case .both(let both): both.pictures.length
        }
    }

    /// The stretches, in seconds, that a clip becomes examples of, as `SoundFrontEnd.segments` cuts it.
    public func segments(seconds: Double, overlapping: Bool = false) -> [Range<Double>] {
        switch self {
        case .sound(let sound): sound.segments(seconds: seconds, overlapping: overlapping)
        case .pictures(let pictures): pictures.segments(seconds: seconds, overlapping: overlapping)
        case .both(let both): both.pictures.segments(seconds: seconds, overlapping: overlapping)
        }
    }

    /// Whether the rows of an example are not on one scale, so that each has a mean and a deviation of its own.
    public var isStandardisedByRow: Bool {
        switch self {
        case .sound(let sound): sound.features != .mel
        case .pictures: false
        case .both: true
        }
    }

    /// Over the examples that a network was trained on.
    public var standard: Standard {
        get {
            switch self {
            case .sound(let sound): sound.standard
            case .pictures(let pictures): pictures.standard
            case .both(let both): both.standard
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
            case .both(var both):
                both.standard = newValue
                self = .both(both)
            }
        }
    }

    /// No examples yet.
    public var examples: Examples { Examples(bands: grid.rows, frames: grid.columns, steps: steps) }
}

/// As the one that it is: that of pictures has a width, and that of both has pictures.
extension FrontEnd: Codable {
    private enum Key: String, CodingKey { case width, pictures }

    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: Key.self)
        self =
            try box.contains(.pictures)
            ? .both(JoinedFrontEnd(from: decoder))
            : box.contains(.width) ? .pictures(PictureFrontEnd(from: decoder)) : .sound(SoundFrontEnd(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .sound(let sound): try sound.encode(to: encoder)
        case .pictures(let pictures): try pictures.encode(to: encoder)
        case .both(let both): try both.encode(to: encoder)
        }
    }
}
