public import Datasets
import Networks
public import Session
public import Workplace

/// What a training is over, and under which recipe the session keeps what comes of it.
public struct TrainingTask {
    let data: ClipTable
    /// Clips to choose the best epoch by; nil for a share of `data`.
    var validation: ClipTable?
    /// The epoch to stop after; nil for the last.
    var until: Int?
    /// Whether the person can ask for the epochs that are complete.
    var offersUntil: Bool
    /// What `train` would be asked with, if it stood alone.
    let recipe: Recipe

    public init(data: ClipTable, validation: ClipTable? = nil, until: Int? = nil, offersUntil: Bool, recipe: Recipe) {
        self.data = data
        self.validation = validation
        self.until = until
        self.offersUntil = offersUntil
        self.recipe = recipe
    }
}

/// A training that has not begun, and what is made of the weights that it comes to.
public struct TrainingPlan<Trained> {
    let training: Training
    /// What of the course the size of the data decided.
    var bySize: BySize
    let trained: (Weights, Learning) -> Trained

    init(training: Training, bySize: BySize = BySize(), trained: @escaping (Weights, Learning) -> Trained) {
        self.training = training
        self.bySize = bySize
        self.trained = trained
    }

    /// The same, of which something else is made.
    public func map<Other>(_ make: @escaping (Trained) -> Other) -> TrainingPlan<Other> {
        TrainingPlan<Other>(training: training, bySize: bySize) { make(trained($0, $1)) }
    }

    /// What comes of it. What was kept of the same training is gone on with.
    ///
    /// - Throws: `Divergence`, `Interrupted`, when a checkpoint has been kept.
    public func carriedOut(_ task: TrainingTask, _ choices: Choices, in work: Workspace) throws -> Trained {
        let course = training.course
        let end = min(task.until ?? course.epochs, course.epochs)
        if let until = task.until, until > end {
            work.note("until: \(until) lies beyond the \(end) epochs of the course and changes nothing")
        }
        var trajectory = Trajectory(
            training, of: task.recipe, shelf: work.shelf, context: work.context, offersUntil: task.offersUntil)
        let outcome = try trajectory.run(until: end, keepBest: choices.given(TrainOptions.keep) != .last)
        return trained(
            outcome.weights,
            Learning(course, history: outcome.history, epoch: outcome.epoch, metric: training.metric, bySize: bySize))
    }
}
