import Dispatch
import Foundation
import Networks
import Session
import Tensors
public import Workplace

extension RecipeVerb {
    /// A training without what chooses among its epochs: who trains holds the lock on it.
    public static let course = RecipeVerb(name: "course", version: 1)
    /// Under it lie the weights after an epoch, and the history up to it.
    public static let epoch = RecipeVerb(name: "epoch", version: 1)
    /// Under it lies a whole state on the way of a large training.
    public static let milestone = RecipeVerb(name: "milestone", version: 1)
    /// Under it lies the last whole state, in one of two places.
    public static let checkpoint = RecipeVerb(name: "checkpoint", version: 1)
}

/// A training and what the session keeps of it, so that it can be stopped at any instant and gone on with.
///
/// Of the epochs the session keeps the weights and the history; of the training itself the last two checkpoints by turns, so
/// that one is whole while the other is written. None of it can change a result: the course of a training depends on its
/// recipe alone. Of several programs that ask for one course, whatever epoch they stop after, one trains
/// and the others take what it keeps.
struct Trajectory {
    private let training: Training
    /// The recipe without `until` and `keep`, which do not change the course.
    private let course: Recipe
    private let shelf: Shelf
    private let context: Context
    /// Whether the person can ask for the epochs that are complete.
    private let offersUntil: Bool
    private let epochs: KeptEpochs
    private var slots: Slots
    /// Where the last whole checkpoint of this course stands.
    private var checkpoint: Training.Progress?
    /// A checkpoint that is further along than this training is to go stays for whoever goes on.
    private var keepsCheckpoints = true
    /// The last epoch whose weights are kept.
    private var epochKept = 0
    private var hasComplained = false

    init(
        _ training: Training, of recipe: Recipe, shelf: Shelf, context: Context, offersUntil: Bool = true,
        budget: Int = KeptEpochs.usualBudget
    ) {
        self.training = training
        course = Recipe(
            verb: recipe.verb, version: recipe.version, operands: recipe.operands,
            options: recipe.options.filter { !TrainOptions.choosing.contains($0.key) })
        self.shelf = shelf
        self.context = context
        self.offersUntil = offersUntil
        epochs = KeptEpochs(of: training, course: course, shelf: shelf, budget: budget)
        slots = Slots(shelf: shelf, course: course)
    }

    struct Outcome {
        var weights: Weights
        var history: [EpochRecord]
        var epoch: Int
    }

    /// The weights after `end` epochs, or those of the best of them.
    mutating func run(until end: Int, keepBest: Bool) throws -> Outcome {
        let (shelf, course) = (shelf, Recipe(.course, operands: [("of", [.recipe(course)])]))
        var hasWaited = false
        while true {
            if let kept = try outcome(until: end, keepBest: keepBest) { return kept }
            if let made = try shelf.holding(course, { try make(until: end, keepBest: keepBest) }) { return made }
            if !hasWaited { context.note("another program is at the same training: this one takes what comes of it") }
            hasWaited = true
            try Interrupt.check()
            usleep(100_000)
        }
    }

    private mutating func make(until end: Int, keepBest: Bool) throws -> Outcome {
        // Whoever had it before may have come to the end.
        if let kept = try outcome(until: end, keepBest: keepBest) { return kept }
        try goOn(until: end)
        do {
            try work(until: end)
        } catch let fault as Divergence {
            // Its checkpoints lead to the same place; the epochs before are good.
            if let modelSoFar { context.note(modelSoFar) }
            throw fault
        } catch let stop {
            // Control-C, or a sound file that is gone: the steps before it are good.
            do { try keepWhatIsThere() } catch is Interrupted {
                // A second Control-C leaves the former checkpoint.
            } catch let lost as any Fault {
                context.note("what it had come to could not be kept: \(lost.cause)")
            }
            let (stand, way) = whatIsLeft
            if stop is Interrupted { throw Interrupted(stand: stand, way: way) }
            context.note("\(stand): \(way)")
            throw stop
        }
        guard keepBest else {
            return Outcome(
                weights: training.weights, history: training.progress.history, epoch: training.progress.epoch)
        }
        return Outcome(
            weights: training.bestWeights, history: training.progress.history, epoch: training.progress.best)
    }

    /// The epoch that has just ended, if Control-C came while it was kept, and a checkpoint.
    private mutating func keepWhatIsThere() throws {
        let here = training.progress
        guard here != Training.Progress() else { return }
        if here.step == 0, here.epoch > epochKept { try keepEpoch() }
        if keepsCheckpoints { try save() }
    }

    /// Takes up the course where the nearest state of it is kept that does not lie beyond epoch `end`.
    private mutating func goOn(until end: Int) throws {
        func place(_ state: Training.Checkpoint) -> (epoch: Int, step: Int) { (state.progress.epoch, state.progress.step) }
        let latest = try slots.latest()
        let hasPassed = try latest.map { place($0) > (end, 0) } ?? false || epochs.areKept(beyond: end)
        keepsCheckpoints = !hasPassed
        let states = try [latest, epochs.state(until: end)].compactMap { $0 }.filter { place($0) <= (end, 0) }
        let isResumed = states.max { place($0) < place($1) }.map(training.resume) ?? false
        if hasPassed {
            let start = isResumed ? Self.origin(training.progress) : "from the beginning"
            context.note("epoch \(end) is not kept any more: it is made again \(start)")
        }
        guard isResumed else { return }
        let (epoch, step) = (training.progress.epoch, training.progress.step)
        epochKept = epoch
        guard !hasPassed else { return }
        checkpoint = training.progress
        context.note("goes on \(Self.place(training.progress)) of \(training.course.epochs)")
        // Stopped between the end of an epoch and the keeping of it.
        if step == 0, epoch > 0, try !epochs.contains(epoch) { try keepEpoch() }
    }

    private mutating func work(until end: Int) throws {
        let parallel = context.parallel.silent
        let (begun, start) = (training.learned, seconds())
        var (saved, cost) = (start, 0.0)
        while training.progress.epoch < end, !training.isOver {
            let isEnd = try training.advance(parallel, until: end)
            report(of: end * training.examplesPerEpoch, made: training.learned - begun, in: seconds() - start)
            guard keepsCheckpoints || isEnd else { continue }
            let now = seconds()
            // Of a course that has come further, what is kept is what it says.
            if isEnd, keepsCheckpoints || epochs.areAll { try keepEpoch() }
            // Often enough to lose little, seldom enough to cost little.
            if keepsCheckpoints, now - saved > max(0.25, 20 * cost), training.progress.epoch < end, !training.isOver {
                try save()
                cost = seconds() - now
                saved = seconds()
            }
        }
        if keepsCheckpoints && !training.isOver { try save() }
    }

    private func report(of total: Int, made: Int, in seconds: Double) {
        let progress = training.progress
        let last = progress.history.last
        var note = "epoch \(min(progress.epoch + (progress.step == 0 ? 0 : 1), training.course.epochs))/\(training.course.epochs)"
        let metric = training.metric
        if let now = training.running ?? last.map({ ($0.loss, $0.accuracy) }) {
            note += "  loss \(now.loss.spelled(decimals: 3))  \(metric.name) "
            note += metric.spelled(metric.value(loss: now.loss, accuracy: now.accuracy))
        }
        if let judged = last.flatMap(metric.validation) { note += "  validation \(metric.spelled(judged))" }
        context.status(
            Status(note: note, unit: "examples", done: training.learned, total: total, made: made, seconds: seconds))
    }

    /// Where a training that was stopped stands, and how it goes on.
    private var whatIsLeft: (stand: String, way: String) {
        let (here, all) = (training.progress, training.course.epochs)
        let rest: String
        if checkpoint == here {
            rest = "running it again goes on"
        } else if let checkpoint {
            rest = "running it again goes on \(Self.place(checkpoint))"
        } else {
            rest = "no checkpoint is kept, so running it again begins anew"
        }
        return ("stopped in epoch \(min(here.epoch + 1, all)) of \(all)", rest + (modelSoFar.map { ", and \($0)" } ?? ""))
    }

    /// How to have the model of the epochs that are kept.
    private var modelSoFar: String? {
        guard offersUntil, epochKept > 0 else { return nil }
        return "'until: \(epochKept)' gives the model of the epochs that are complete"
    }

    /// Where a training stands, in words that follow "goes on".
    private static func place(_ progress: Training.Progress) -> String {
        progress.step == 0 ? "after epoch \(progress.epoch)" : "within epoch \(progress.epoch + 1)"
    }

    /// The same in words that follow "made again".
    private static func origin(_ progress: Training.Progress) -> String {
        progress.step == 0 ? "from epoch \(progress.epoch)" : "from within epoch \(progress.epoch + 1)"
    }

    // MARK: Epochs

    private mutating func keepEpoch() throws {
        let (training, epochs) = (training, epochs)
        if try attempt({ try epochs.put(training) }) { epochKept = training.progress.epoch }
    }

    /// From what the session kept of each epoch, if it is all there.
    private func outcome(until end: Int, keepBest: Bool) throws -> Outcome? {
        guard let last = try epochs.epoch(end) ?? epochOfLostPatience(before: end) else { return nil }
        let progress = last.progress
        guard keepBest, progress.best != progress.epoch else {
            return Outcome(weights: last.weights, history: progress.history, epoch: progress.epoch)
        }
        // Of a course that ran at another level of instructions it would be another's best.
        guard let best = try epochs.epoch(progress.best), best.levels == last.levels else { return nil }
        return Outcome(weights: best.weights, history: progress.history, epoch: progress.best)
    }

    /// The epoch after which the course ended early, if it is kept.
    private func epochOfLostPatience(before end: Int) throws -> KeptEpochs.Epoch? {
        guard training.course.patience != nil else { return nil }
        for number in stride(from: end - 1, to: 0, by: -1) where try epochs.contains(number) {
            guard let kept = try epochs.epoch(number), training.course.hasLostPatience(kept.progress.history)
            else { return nil }
            return kept
        }
        return nil
    }

    // MARK: Checkpoints

    private mutating func save() throws {
        let now = training.checkpoint
        var slots = slots
        if try attempt({ try slots.put(now) }) { checkpoint = now.progress }
        self.slots = slots
    }

    /// Keeps something although Control-C was pressed, and says whether it is kept. What cannot be kept (a full disk, a
    /// session that is read-only) is said once, and the training goes on: the former checkpoint stands.
    private mutating func attempt(_ body: () throws -> Void) throws -> Bool {
        let fault: any Fault
        do {
            try Interrupt.suspended(body)
            return true
        } catch let failed as StoreFault { fault = failed } catch let failed as FileFault { fault = failed }
        guard !hasComplained else { return false }
        hasComplained = true
        context.note(
            "no checkpoint could be kept: \(fault.cause); the training goes on"
                + (checkpoint == nil ? "" : ", and the former checkpoint stands"))
        return false
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
        Recipe(.checkpoint, operands: [("of", [.recipe(course)])], options: [("slot", .literal("\(slot)"))])
    }

    /// The checkpoint that is further along; what is damaged does not count.
    mutating func latest() throws -> Training.Checkpoint? {
        var found: Training.Checkpoint?
        for slot in 0..<2 {
            guard let payload = try shelf.payload(recipe(slot)) else { continue }
            let checkpoint = try Training.Checkpoint(payload)
            let progress = checkpoint.progress
            if let other = found?.progress, (other.epoch, other.step) >= (progress.epoch, progress.step) { continue }
            found = checkpoint
            next = 1 - slot
        }
        return found
    }

    mutating func put(_ checkpoint: Training.Checkpoint) throws {
        try shelf.replace(checkpoint.payload(type: TrainingTypes.checkpoint), recipe(next), seconds: 0)
        next = 1 - next
    }
}

/// The types of what trainings leave in the session.
public enum TrainingTypes {
    static let epoch = "epoch"
    static let checkpoint = "checkpoint"
    static let milestone = "milestone"
    /// In the order in which they may go: what can be done without first.
    public static let all = [checkpoint, milestone, epoch]
}
