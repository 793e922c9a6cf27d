public import Tensors

/// How a network hears and sees at once: at each picture, what is heard until the next stands above its pixels.
///
/// An example is (rows, pictures): the mean of each of the sound's rows over the frames whose middles lie between this
/// picture and the next (the nearest frame where there is none), and below them the picture's numbers, channel by channel.
/// Rows are brought to mean 0 and deviation 1 each; those of a sense that has nothing are NaN until then, and 0 after.
public struct JoinedFrontEnd: Hashable, Sendable, Codable {
    public let sound: SoundFrontEnd
    public let pictures: PictureFrontEnd
    public var standard: Standard {
        get { Standard(means: means, deviations: deviations) }
        set { (means, deviations) = (newValue.means, newValue.deviations) }
    }
    private var means, deviations: [Float]

    /// Throws `JoinedFrontEndFault` where one takes in longer examples than the other.
    public init(_ sound: SoundFrontEnd, _ pictures: PictureFrontEnd) throws {
        self.sound = sound
        self.pictures = pictures
        (means, deviations) = ([0], [1])
        try check()
    }

    private func check() throws {
        guard sound.length == pictures.length else {
            throw JoinedFrontEndFault.lengths(sound: sound.length, pictures: pictures.length)
        }
        guard rows <= SoundFrontEnd.mostNumbers / pictures.count, standard.fits(rows: rows) else {
            throw JoinedFrontEndFault.tooLarge(rows: rows, pictures: pictures.count)
        }
    }

    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        sound = try box.decode(SoundFrontEnd.self, forKey: .sound)
        pictures = try box.decode(PictureFrontEnd.self, forKey: .pictures)
        means = try box.decode([Float].self, forKey: .means)
        deviations = try box.decode([Float].self, forKey: .deviations)
        try check()
    }

    /// Numbers of one moment.
    public var rows: Int { sound.rows + pixels }
    private var pixels: Int { pictures.input.dropFirst().reduce(1, *) }

    /// (segments, rows, pictures) of what each sense has made of the same segments: (segments, rows, frames) and
    /// (segments, pictures x channels x rows, columns), nil where it has nothing.
    public func examples(_ heard: Tensor?, _ seen: Tensor?) -> Tensor {
        let segments = (heard ?? seen)!.shape[0]
        let (count, bands, frames) = (pictures.count, sound.rows, sound.frames)
        let parts = (0..<count).map { picture in
            let (from, to) = (Double(picture) / pictures.rate, Double(picture + 1) / pictures.rate)
            let time = Double(sound.hop) / sound.rate
            let inside = (0..<frames).filter { (from..<to).contains(Double($0) * time) }
            return inside.isEmpty ? [min(frames - 1, Int((from / time).rounded()))] : inside
        }
        return Tensor([segments, rows, count]) { out in
            out.initialize(repeating: .nan)
            heard?.withFloats { floats in
                for segment in 0..<segments {
                    for band in 0..<bands {
                        for picture in 0..<count {
                            let sum = parts[picture].reduce(Float(0)) { $0 + floats[(segment * bands + band) * frames + $1] }
                            out[(segment * rows + band) * count + picture] = sum / Float(parts[picture].count)
                        }
                    }
                }
            }
            seen?.withFloats { floats in
                for segment in 0..<segments {
                    for picture in 0..<count {
                        for pixel in 0..<pixels {
                            out[(segment * rows + bands + pixel) * count + picture] =
                                floats[(segment * count + picture) * pixels + pixel]
                        }
                    }
                }
            }
        }
    }
}

/// Senses that do not go together.
public enum JoinedFrontEndFault: Fault, Equatable {
    case lengths(sound: Double, pictures: Double)
    case tooLarge(rows: Int, pictures: Int)

    public var cause: String {
        switch self {
        case .lengths(let sound, let pictures):
            "one network takes in \(sound.spelled) s at once, the other \(pictures.spelled) s"
        case .tooLarge(let rows, let pictures): "an example would be \(rows) numbers at each of \(pictures) pictures"
        }
    }

    public var remedy: String? {
        switch self {
        case .lengths: "make both with the same 'length'"
        case .tooLarge: "make the one that sees with a smaller 'size' or 'pace'"
        }
    }
}
