package import Picture

/// One sound or movie of a data set, or features alone: where it is, what it holds, how long it lasts.
public struct Clip: Hashable, Sendable, Codable {
    /// As a notebook finds it: from the project's root or a data folder, or whole.
    public var path: String
    /// SHA-256 of the file's content, lower-case hexadecimal.
    public var digest: String
    public var seconds: Double
    /// Where it begins in its file, in seconds; nil where it is all of the file.
    public var start: Double?
    /// Samples a second, in the file; 0 without sound.
    public var rate: Double
    /// 0 without sound.
    public var channels: Int
    /// The index of its class; of several, the first. nil where it has none.
    public var label: Int?
    /// What its pictures are; nil without any.
    public var pictures: Pictures?
    /// Numbers that were computed from it elsewhere; of a clip that is nothing else, its own file. nil where there are none.
    public var features: Features?
    /// The indices of all its classes, rising, in a data set whose clips may have several or none; else nil.
    public var labels: [Int]?
    /// Sentences that say what happens in it; nil in a data set that has none.
    public var captions: [String]?
    /// What is spoken in it, and when; nil in a data set that does not say.
    public var words: [Word]?

    /// The stretch of its file that it is, in seconds; nil where it is all of it.
    public var part: Range<Double>? { start.map { $0..<$0 + seconds } }

    /// What it holds: its digest, and which part of the file that is of.
    public var content: String { digest + (part.map { " \($0.lowerBound) \($0.upperBound)" } ?? "") }

    /// Whether there is nothing to hear or see in it.
    public var isFeaturesAlone: Bool { features.map { $0.path == path } ?? false }

    /// The indices of all its classes.
    public var allLabels: [Int] { labels ?? label.map { [$0] } ?? [] }

    /// A row of numbers for each moment.
    public struct Features: Hashable, Sendable, Codable {
        /// As a notebook finds it.
        public var path: String
        /// SHA-256 of the file's content, lower-case hexadecimal.
        public var digest: String
        /// Rows.
        public var steps: Int
        /// Numbers of each row.
        public var width: Int
    }

    /// Upright pictures.
    public struct Pictures: Hashable, Sendable, Codable {
        /// In pixels.
        public var width, height: Int
        /// Pictures a second, on average; nil where the file does not tell.
        public var rate: Double?

        public init(width: Int, height: Int, rate: Double?) {
            self.width = width
            self.height = height
            self.rate = rate
        }
    }

    /// A word from `start` to `end`, in seconds.
    public struct Word: Hashable, Sendable, Codable {
        public var text: String
        public var start, end: Double

        public init(_ text: String, start: Double, end: Double) {
            self.text = text
            self.start = start
            self.end = end
        }
    }

    public init(path: String, digest: String, seconds: Double, rate: Double, channels: Int, label: Int? = nil) {
        self.path = path
        self.digest = digest
        self.seconds = seconds
        self.rate = rate
        self.channels = channels
        self.label = label
    }

    /// A file that was measured; `digest` and `label` are those of one in a data set.
    package init(_ overview: AnySound.Overview, path: String, digest: String = "", label: Int? = nil) {
        self.init(
            path: path, digest: digest, seconds: overview.duration, rate: overview.rate, channels: overview.channels,
            label: label)
        pictures = overview.pictures.map { Pictures(width: $0.width, height: $0.height, rate: $0.rate) }
    }
}
