internal import Glibc

/// One thing in a movie: how it looks, where it goes, and the score that it moves by.
struct Actor: Sendable {
    enum Motion: String, CaseIterable { case still, drifting, crossing }

    let kind: any StageKind
    let look: Look
    let score: Score
    /// From 0, near, to 1, far; a thing behind another may be farther.
    let distance: Double
    let motion: Motion
    /// Half its height, half the picture's being 1.
    private let size: Double
    /// Where its middle is in the middle of the clip, and how far it goes from there, to the right.
    private let middle, reach: Double
    private let isMirrored: Bool

    /// `aspect` is the picture's width over its height; a thing `behind` another stands on its other side.
    init(_ kind: any StageKind, score: Score, aspect: Double, behind other: Actor? = nil, _ dice: inout Dice) {
        self.kind = kind
        self.score = score
        look = Look(of: kind, &dice)
        let (near, share) = (dice.uniform(), dice.uniform(-1...1))
        let (motion, goesLeft) = (dice.pick(Motion.allCases), dice.chance(0.5))
        distance = other.map { $0.distance + 0.3 + 0.3 * near } ?? near
        size = 0.78 * pow(0.5, distance) * dice.uniform(0.93...1.05)
        let room = max(0.1, aspect - 0.95 * size)
        self.motion = kind.isGround || other != nil ? .still : motion
        let sign = goesLeft ? -1.0 : 1
        (middle, reach) =
            switch self.motion {
            case .still where kind.isGround: (0, 0)
            case .still: (other.map { ($0.middle > 0 ? -1 : 1) * room * (0.55 + 0.35 * near) } ?? room * share, 0)
            case .drifting: (0.8 * room * share, 0.14 * sign)
            case .crossing: (0, sign * room)
            }
        isMirrored = kind.facesAside && goesLeft
    }

    /// Where it is at a part of the clip, from 0 to 1, on a painting.
    func placement(at part: Double, on painting: Painting) -> Placement {
        let way = motion == .drifting ? sin(2 * .pi * part) : 2 * part - 1
        // Its lower side is on the ground, which rises towards the horizon.
        let ground = 0.92 - 0.3 * distance
        let placement = painting.placement.moved(middle + reach * way, ground - size).scaled(size)
        return isMirrored ? placement.mirrored : placement
    }

    /// "left", "middle" or "right".
    func side(aspect: Double) -> String { middle < -0.18 * aspect ? "left" : middle > 0.18 * aspect ? "right" : "middle" }

    /// "at the left", "moving to the right".
    func place(aspect: Double, _ dice: inout Dice) -> String {
        if let places = kind.speech.places { return dice.pick(places) }
        if motion == .crossing { return "moving to the \(reach > 0 ? "right" : "left")" }
        let side = side(aspect: aspect)
        return side == "middle" ? "in the middle" : "at the \(side)"
    }
}
