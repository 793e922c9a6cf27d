import Language

/// What a training is where nobody says otherwise: a batch of 32, 30 epochs, a tenth of the clips set aside to choose the
/// best of them by. Of few examples that is a step or two an epoch, and an epoch that chance chooses.
///
/// Chosen on subsets of spoken digits and of the stage, 9 to 400 clips: what counts is the number of steps, about 500, and
/// below 32 clips to choose by, the last epoch is better than the one that they choose.
enum UsualCourse {
    static let batch = 32
    static let epochs = 30
    static let aside = 0.1

    /// From so many examples on an epoch has ten steps of the usual batch, and of so many clips a tenth can be spared.
    private static let many = 320
    /// How many examples all epochs take together at least, and the most epochs that it may take.
    private static let (passes, mostEpochs) = (4000, 200)
    /// Of fewer clips the best epoch is the luckiest.
    static let fewestToChooseBy = 32

    static func batch(of examples: Int) -> Int { examples < many / 2 ? batch / 4 : examples < many ? batch / 2 : batch }

    static func epochs(of examples: Int) -> Int {
        max(epochs, min(mostEpochs, (passes + examples - 1) / max(examples, 1)))
    }

    /// The share of so many clips.
    static func aside(of clips: Int) -> Double { clips < many ? 0 : aside }
}

/// What of a training the size of its data decided, where that is not the usual.
public struct BySize: Equatable, Codable, Sendable {
    var batch: Int?
    var epochs: Int?
    var aside: Double?

    init() {}

    var isEmpty: Bool { self == BySize() }

    /// As it is written in a statement: `batch: 8, epochs: 60, aside: 0 %`.
    var text: String {
        let shares = aside.map { "aside: \(Fraction.spell($0))" }
        return [batch.map { "batch: \($0)" }, epochs.map { "epochs: \($0)" }, shares].compactMap { $0 }.joined(separator: ", ")
    }
}
