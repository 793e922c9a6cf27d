internal import Glibc

/// A colour that has a name.
struct Tint: Sendable {
    let name: String
    let colour: Colour

    static let red = Tint(name: "red", colour: Colour(0.80, 0.17, 0.15))
    static let orange = Tint(name: "orange", colour: Colour(0.93, 0.50, 0.13))
    static let yellow = Tint(name: "yellow", colour: Colour(0.95, 0.80, 0.22))
    static let golden = Tint(name: "golden", colour: Colour(0.87, 0.66, 0.20))
    static let green = Tint(name: "green", colour: Colour(0.24, 0.60, 0.26))
    static let blue = Tint(name: "blue", colour: Colour(0.20, 0.40, 0.80))
    static let purple = Tint(name: "purple", colour: Colour(0.52, 0.28, 0.66))
    static let brown = Tint(name: "brown", colour: Colour(0.52, 0.33, 0.18))
    static let black = Tint(name: "black", colour: Colour(0.20, 0.20, 0.23))
    static let white = Tint(name: "white", colour: Colour(0.92, 0.91, 0.88))
    static let grey = Tint(name: "grey", colour: Colour(0.58, 0.59, 0.62))
}

/// How one thing of its kind looks.
struct Look: Sendable {
    let tint: Tint
    /// Uniform in [0, 1): what a kind varies by.
    let variety: [Double]
    var colour: Colour { tint.colour }

    init(of kind: any StageKind, _ dice: inout Dice) {
        tint = dice.pick(kind.tints)
        variety = (0..<4).map { _ in dice.uniform() }
    }

    /// As good as random, in [0, 1): the same for the same numbers.
    static func scatter(_ number: Int, _ salt: Double = 0) -> Double {
        let value = sin(Double(number) * 12.9898 + salt * 78.233) * 43_758.5453
        return value - value.rounded(.down)
    }
}

/// When a picture is drawn: at the end of the time in which it is seen, so that it shows all that has happened by then.
struct Moment: Sendable {
    let time: Double
    /// How long the picture is seen.
    let span: Double

    /// 1 while a picture is seen in which a stroke falls, then less, 0 after `fall` more seconds.
    func flash(of score: Score, fall: Double) -> Double {
        guard let stroke = score.last(by: time) else { return 0 }
        return max(0, 1 - max(0, time - stroke.time - span) / fall)
    }
}
