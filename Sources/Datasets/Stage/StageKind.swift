/// One kind of thing on the stage: its name is its class, its model the way it sounds.
protocol StageKind: Sendable {
    var name: String { get }
    /// What makes the sound, in one line, with the formula or its source.
    var model: String { get }
    /// Puts one sound of its kind onto a silent track: another for other dice, at any level.
    func sound(on track: inout Track, _ dice: inout Dice)
}

/// The kinds that the stage knows.
public enum StageKinds {
    static let all: [any StageKind] = [
        Bell(), Bird(), Clock(), Cricket(), Dog(), Drum(), Engine(), Footsteps(), Glass(), Rain(), Siren(), Waves(),
    ]

    /// Their names, sorted.
    public static let names = all.map(\.name)

    static func named(_ name: String) -> (any StageKind)? { all.first { $0.name == name } }
}
