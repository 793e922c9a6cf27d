import Dispatch
import Foundation
import Networks
import Session
import Tensors

/// A training and what the session keeps of it, so that it can be stopped at any instant and gone on with.
///
/// Of every epoch the session keeps the weights and the history; of the training itself the last two checkpoints by
/// turns, so that one is whole while the other is written. None of it can change a result: the course of a training
/// depends on its recipe alone.
struct Trajectory {
    private let training: Training
    /// The recipe without `until` and `keep`, which do not change the course.
    private let course: Recipe
    private let isWhole: Bool
    private let shelf: Shelf
    private let context: Context
    /// Whether the person can ask for the epochs that are complete.
    private let offersUntil: Bool

    init(_ training: Training, of recipe: Recipe, shelf: Shelf, context: Context, offersUntil: Bool = true) {
        self.training = training
        course = Recipe(
            verb: recipe.verb, version: recipe.version, operands: recipe.operands,
            options: recipe.options.filter { !["until", "keep"].contains($0.key) })
        isWhole = !recipe.options.contains { $0.key == "until" }
        self.shelf = shelf
        self.context = context
        self.offersUntil = offersUntil
    }

    struct Outcome {
        var weights: Weights
        var history: [EpochRecord]
        var epoch: Int
    }

    /// The weights after `end` epochs, or those of the best of them.
    func run(until end: Int, keepBest: Bool) throws -> Outcome {
        if let kept = try outcome(until: end, keepBest: keepBest) { return kept }
        var slots = Slots(shelf: shelf, course: course)
        let found = try slots.latest()
        // A checkpoint that is further along cannot go back, and is left for whoever goes on.
        var keepsCheckpoints = true
        if let found, found.progress.epoch >= end {
            keepsCheckpoints = false
        } else if let found, training.resume(found), training.progress != Training.Progress() {
            let (epoch, step) = (training.progress.epoch, training.progress.step)
            context.note(
                "goes on \(step == 0 ? "after epoch \(epoch)" : "within epoch \(epoch + 1)") of \(training.course.epochs)")
        }
        do {
            try work(until: end, &slots, keepsCheckpoints)
        } catch let interrupted as Interrupted {
            if keepsCheckpoints { try save(&slots) }
            sayWhatIsLeft()
            throw interrupted
        }
        guard keepBest else {
            return Outcome(weights: training.weights, history: training.progress.history, epoch: end)
        }
        return Outcome(
            weights: training.bestWeights, history: training.progress.history, epoch: training.progress.best)
    }

    private func work(until end: Int, _ slots: inout Slots, _ keepsCheckpoints: Bool) throws {
        let parallel = context.parallel.silent
        let steps = training.stepsPerEpoch
        let begun = training.progress.epoch * steps + training.progress.step
        var (saved, cost) = (seconds(), 0.0)
        while training.progress.epoch < end {
            let isEnd = try training.advance(parallel)
            report(training.progress.epoch * steps + training.progress.step - begun, of: end * steps - begun)
            guard keepsCheckpoints || isEnd else { continue }
            let now = seconds()
            if isEnd { try attempt { try keepEpoch() } }
            // Often enough to lose little, seldom enough to cost little.
            if keepsCheckpoints, now - saved > max(1, 20 * cost), training.progress.epoch < end {
                try save(&slots)
                cost = seconds() - now
                saved = seconds()
            }
        }
        if keepsCheckpoints && end < training.course.epochs { try save(&slots) }
    }

    private func report(_ done: Int, of total: Int) {
        let progress = training.progress
        let last = progress.history.last
        var note = "epoch \(min(progress.epoch + (progress.step == 0 ? 0 : 1), training.course.epochs))/\(training.course.epochs)"
        if progress.seen > 0 {
            note += "  loss \(fixed(progress.loss / Double(progress.seen), 3))"
            note += "  accuracy \(spelled(share: Double(progress.right) / Double(progress.seen)))"
        } else if let last {
            note += "  loss \(fixed(last.loss, 3))  accuracy \(spelled(share: last.accuracy))"
        }
        if let validation = last?.validationAccuracy { note += "  validation \(spelled(share: validation))" }
        context.status(Status(done: done, total: total, unit: "steps", note: note))
    }

    private func sayWhatIsLeft() {
        let (epoch, all) = (training.progress.epoch, training.course.epochs)
        context.note(
            "stopped in epoch \(epoch + 1) of \(all): running it again goes on"
                + (epoch > 0 && offersUntil ? ", and 'until: \(epoch)' gives the model of the epochs that are complete" : ""))
    }

    // MARK: Epochs

    private func epochRecipe(_ epoch: Int) -> Recipe {
        Recipe(
            verb: "epoch", version: 1, operands: [("of", [.recipe(course)])], options: [("number", .literal("\(epoch)"))])
    }

    private func keepEpoch() throws {
        let progress = training.progress
        let recipe = epochRecipe(progress.epoch)
        let weights = training.weights
        try shelf.put(
            Payload(
                type: "epoch", line: "weights after epoch \(progress.epoch)", facts: Facts.encode(progress),
                tensors: [
                    ("parameters", Tensor([weights.parameters.count], weights.parameters)),
                    ("statistics", Tensor([weights.statistics.count], weights.statistics)),
                ]), recipe, seconds: 0)
    }

    /// From what the session kept of each epoch, if it is all there.
    private func outcome(until end: Int, keepBest: Bool) throws -> Outcome? {
        guard let (progress, last) = try epoch(end) else { return nil }
        guard keepBest, progress.best != end else {
            return Outcome(weights: last, history: progress.history, epoch: end)
        }
        guard let (_, best) = try epoch(progress.best) else { return nil }
        return Outcome(weights: best, history: progress.history, epoch: progress.best)
    }

    private func epoch(_ number: Int) throws -> (Training.Progress, Weights)? {
        guard let payload = try shelf.payload(epochRecipe(number)) else { return nil }
        let progress = try Facts.decode(Training.Progress.self, from: payload)
        let tensors = Dictionary(payload.tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        guard progress.epoch == number, progress.history.count == number, let parameters = tensors["parameters"],
            parameters.count == training.architecture.parameterCount, let statistics = tensors["statistics"],
            statistics.count == training.architecture.statisticCount
        else { return nil }
        return (progress, Weights(parameters: parameters.floats, statistics: statistics.floats))
    }

    // MARK: Checkpoints

    private func save(_ slots: inout Slots) throws {
        let checkpoint = training.checkpoint
        try attempt { try Interrupt.suspended { try slots.put(checkpoint) } }
    }

    /// What cannot be kept (a full disk, a session that is read-only) is said once, and the training goes on: the former
    /// checkpoint stands.
    private func attempt(_ body: () throws -> Void) throws {
        do { try body() } catch let fault as StoreFault {
            if case .readOnly = fault { return }
            context.note("no checkpoint could be kept (\(fault.cause)); the former one stands")
        }
    }

    private func seconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}

/// The two places where a training's checkpoints lie by turns.
private struct Slots {
    let shelf: Shelf
    let course: Recipe
    private var next = 0

    init(shelf: Shelf, course: Recipe) {
        self.shelf = shelf
        self.course = course
    }

    private func recipe(_ slot: Int) -> Recipe {
        Recipe(
            verb: "checkpoint", version: 1, operands: [("of", [.recipe(course)])], options: [("slot", .literal("\(slot)"))])
    }

    /// The checkpoint that is further along; what is damaged does not count.
    mutating func latest() throws -> Training.Checkpoint? {
        var found: Training.Checkpoint?
        for slot in 0..<2 {
            guard let payload = try shelf.payload(recipe(slot)) else { continue }
            let progress = try Facts.decode(Training.Progress.self, from: payload)
            if let other = found?.progress, (other.epoch, other.step) >= (progress.epoch, progress.step) { continue }
            found = Training.Checkpoint(progress: progress, tensors: payload.tensors)
            next = 1 - slot
        }
        return found
    }

    mutating func put(_ checkpoint: Training.Checkpoint) throws {
        let recipe = recipe(next)
        let progress = checkpoint.progress
        try shelf.forget(recipe)
        try shelf.put(
            Payload(
                type: "checkpoint", line: "epoch \(progress.epoch), step \(progress.step)",
                facts: Facts.encode(progress), tensors: checkpoint.tensors), recipe, seconds: 0)
        next = 1 - next
    }
}

/// A number with so many digits after the point.
private func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
