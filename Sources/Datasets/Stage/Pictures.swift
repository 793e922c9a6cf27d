extension Stage {
    /// What the movies of a stage look like, and how many of them leave the ear or the eye something to guess.
    public struct Pictures: Hashable, Sendable, Codable {
        /// In pixels.
        public let width, height: Int
        /// Pictures a second.
        public let rate: Double
        public let shares: Shares
        /// Of the models that drew them.
        public let version: Int

        /// Of the models in this program: raised whenever a picture, a caption or a scene of any movie changes.
        public static let version = 1

        public init(width: Int, height: Int, rate: Double = 12, shares: Shares = Shares()) {
            (self.width, self.height, self.rate, self.shares) = (width, height, rate, shares)
            version = Self.version
        }

        /// How many pictures last as long as a clip, to the nearest, one at least.
        public func count(in seconds: Double) -> Int { max(1, Int((seconds * rate).rounded())) }
    }

    /// Parts of all clips of a kind, from 0 to 1. At most one of the first five things is done to a clip, so that what it is can
    /// still be told: together they are 1 at most.
    public struct Shares: Hashable, Sendable, Codable {
        /// There is hardly any light.
        public var dark = 0.0
        /// A curtain hangs before everything.
        public var hidden = 0.0
        /// The sound drowns in noise.
        public var masked = 0.0
        /// There is no sound.
        public var silent = 0.0
        /// Another kind is heard than the one that is seen and told of.
        public var lies = 0.0
        /// A second thing is seen and heard.
        public var pairs = 0.0

        public init() {}

        /// Of the clips to which anything is done.
        public var impaired: Double { dark + hidden + masked + silent + lies }
    }

    /// What is done to a clip.
    enum Condition: String {
        case clear, dark, hidden, masked, silent, lie

        /// What columns call it: of the pictures, the sound, the captions.
        var picture: String { self == .dark ? "dark" : self == .hidden ? "hidden" : "clear" }
        var sound: String { self == .masked ? "masked" : self == .silent ? "missing" : "clear" }
        var caption: String { self == .lie ? "lie" : "true" }
    }
}

extension Stage.Shares {
    /// What is done to clip `number`, and whether there is a second thing: by where it stands in two sequences that fill
    /// [0, 1) evenly (a start for the kind + number x irrational, modulo 1). So of any run of clips about the share is changed.
    func condition(of number: Int, _ dice: inout Dice) -> (condition: Stage.Condition, isPair: Bool) {
        func place(_ irrational: Double) -> Double {
            let place = Double(number) * irrational + dice.uniform()
            return place - place.rounded(.down)
        }
        let (place, pair) = (place(0.618_033_988_75), place(0.414_213_562_37))
        var bound = 0.0
        for (share, condition) in [
            (dark, Stage.Condition.dark), (hidden, .hidden), (masked, .masked), (silent, .silent), (lies, .lie),
        ] {
            bound += share
            if place < bound { return (condition, pair < pairs) }
        }
        return (.clear, pair < pairs)
    }
}
