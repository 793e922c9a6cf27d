/// One kind of thing on the stage: its name is its class, its model the way it sounds, its drawing the way it looks.
protocol StageKind: Sendable {
    var name: String { get }
    /// What makes the sound, in one line, with the formula or its source.
    var model: String { get }
    /// The colours that it may have.
    var tints: [Tint] { get }
    /// What is said of it.
    var speech: Speech { get }
    /// Whether it looks to the right, and may be turned to the left.
    var facesAside: Bool { get }
    /// Whether it fills the picture from side to side, so that others stand in front of it and it does not move about.
    var isGround: Bool { get }
    /// Puts one sound of its kind onto a silent track: another for other dice, at any level.
    func sound(on track: inout Track, _ dice: inout Dice)
    /// Draws it in the square from -1 to 1, standing on its lower side, as it is when its score has been played up to a moment.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment)
}

extension StageKind {
    var facesAside: Bool { false }
    var isGround: Bool { false }
}

/// The kinds that the stage knows.
public enum StageKinds {
    static let all: [any StageKind] = [
        Bell(), Bird(), Clock(), Cricket(), Dog(), Drum(), Motor(), Footsteps(), Glass(), Rain(), Siren(), Waves(),
    ]

    /// Their names, sorted.
    public static let names = all.map(\.name)

    static func named(_ name: String) -> (any StageKind)? { all.first { $0.name == name } }
}
