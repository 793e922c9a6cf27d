import Networks
import Session
import Tensors
import Workplace

/// What the session keeps of the epochs of a course: the weights after each, and the history up to it.
///
/// Of a course whose epochs are more than a budget of bytes, the best and the last are kept, and on the way a few whole
/// states of the training, evenly spread, from which the others can be made again to the same bits.
struct KeptEpochs {
    private let shelf: Shelf
    private let course: Recipe
    /// Of the course.
    private let count: Int
    private let parameters, statistics: Int
    /// The epochs whose state is kept; nil where the weights of all are.
    private let milestones: Set<Int>?

    /// Bytes that the epochs of a course may take, beside the two checkpoints of a training under way.
    static let usualBudget = 1 << 30

    init(of training: Training, course: Recipe, shelf: Shelf, budget: Int = usualBudget) {
        self.shelf = shelf
        self.course = course
        (parameters, statistics) = (training.parameterCount, training.statisticCount)
        let count = training.course.epochs
        self.count = count
        let each = (parameters + statistics) * MemoryLayout<Float>.size
        guard each * count > budget else {
            milestones = nil
            return
        }
        let states = min(count - 1, max(0, budget - 2 * each) / training.checkpointBytes)
        milestones = Set((0..<states).map { max(1, ($0 + 1) * count / (states + 1)) })
    }

    /// Whether the weights of every epoch stay.
    var areAll: Bool { milestones == nil }

    struct Epoch {
        var progress: Training.Progress
        var weights: Weights
        var levels: Levels
    }

    private func recipe(_ verb: RecipeVerb, _ number: Int) -> Recipe {
        Recipe(verb, operands: [("of", [.recipe(course)])], options: [("number", .literal("\(number)"))])
    }

    func contains(_ number: Int) throws -> Bool { try shelf.contains(recipe(.epoch, number)) }

    /// Whether the course has come further than epoch `end`, by what is kept.
    func areKept(beyond end: Int) throws -> Bool {
        end < count ? try (end + 1...count).contains(where: contains) : false
    }

    /// The epoch as it was kept; nil where it is not.
    func epoch(_ number: Int) throws -> Epoch? {
        guard let payload = try shelf.payload(recipe(.epoch, number)) else { return nil }
        let progress = try Facts.decode(Training.Progress.self, from: payload)
        let tensors = Dictionary(payload.tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        guard progress.epoch == number, progress.history.count == number, let parameters = tensors["parameters"],
            parameters.count == self.parameters, let statistics = tensors["statistics"],
            statistics.count == self.statistics
        else { return nil }
        return Epoch(
            progress: progress, weights: Weights(parameters: parameters.floats, statistics: statistics.floats),
            levels: payload.levels)
    }

    /// Keeps the epoch that has just ended; where not all are kept, those go that are neither the best nor the last.
    func put(_ training: Training) throws {
        let progress = training.progress
        let weights = training.weights
        let payload = Payload(
            type: TrainingTypes.epoch, line: "weights after epoch \(progress.epoch)", facts: try Facts.encode(progress),
            tensors: [
                ("parameters", Tensor([weights.parameters.count], weights.parameters)),
                ("statistics", Tensor([weights.statistics.count], weights.statistics)),
            ])
        try shelf.put(payload, recipe(.epoch, progress.epoch), seconds: 0)
        guard let milestones else { return }
        if milestones.contains(progress.epoch) {
            try shelf.put(
                training.checkpoint.payload(type: TrainingTypes.milestone), recipe(.milestone, progress.epoch), seconds: 0)
        }
        let former = [progress.epoch - 1, Training.bestEpoch(progress.history.dropLast())]
        let gone = Set(former).subtracting([0, progress.epoch, progress.best])
        try shelf.forget(try gone.map { recipe(.epoch, $0) }.filter(shelf.contains).map(\.key))
    }

    /// The last whole state that is kept and does not lie beyond epoch `end`.
    func state(until end: Int) throws -> Training.Checkpoint? {
        for number in (milestones ?? []).sorted(by: >) where number <= end {
            if let payload = try shelf.payload(recipe(.milestone, number)) { return try Training.Checkpoint(payload) }
        }
        return nil
    }
}

extension Training.Checkpoint {
    func payload(type: String) throws -> Payload {
        Payload(
            type: type, line: "epoch \(progress.epoch), step \(progress.step)", facts: try Facts.encode(progress),
            tensors: tensors)
    }

    init(_ payload: Payload) throws {
        self.init(progress: try Facts.decode(Training.Progress.self, from: payload), tensors: payload.tensors)
    }
}
