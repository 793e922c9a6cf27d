import Datasets
import Language
import Networks
import Programs
import Session
import Workplace

/// A value that `train` takes: what is learned of clips, and what comes of it.
protocol Trainable: Value {
    associatedtype Trained: Value
    /// - Throws: what does not go with the clips or the options.
    func plan(_ task: TrainingTask, by call: Arguments) throws -> TrainingPlan<Trained>
}

extension ValueType {
    /// What `train` takes; a new kind is its conformance and its line here.
    static let trainable = ([NetworkValue.self, ModelValue.self] as [any Trainable.Type]).map { $0.type }
}

/// What a training is over, and under which recipe the session keeps what comes of it.
struct TrainingTask {
    let data: DatasetValue
    /// Clips to choose the best epoch by; nil for a share of `data`.
    var validation: DatasetValue?
    /// The epoch to stop after; nil for the last.
    var until: Int?
    /// What `train` would be asked with, if it stood alone.
    let recipe: Recipe
}

/// A training that has not begun, and what is made of the weights that it comes to.
struct TrainingPlan<Trained: Value> {
    let training: Training
    /// What of the course the size of the data decided.
    var bySize = BySize()
    let trained: (Weights, Learning) -> Trained
}

extension Arguments {
    /// What comes of the training that the options say. What was kept of the same training is gone on with.
    ///
    /// - Throws: what planning throws, `Divergence`, `Interrupted`, when a checkpoint has been kept.
    func trained<Subject: Trainable>(_ subject: Subject, _ task: TrainingTask) throws -> Subject.Trained {
        let plan = try subject.plan(task, by: self)
        let (training, course) = (plan.training, plan.training.course)
        let end = min(task.until ?? course.epochs, course.epochs)
        if let until = task.until, until > end {
            context.note("until: \(until) lies beyond the \(end) epochs of the course and changes nothing")
        }
        var trajectory = Trajectory(
            training, of: task.recipe, shelf: shelf, context: context,
            offersUntil: signature.options.contains { $0.key == TrainOptions.until.key })
        let outcome = try trajectory.run(until: end, keepBest: given(TrainOptions.keep) != .last)
        return plan.trained(
            outcome.weights,
            Learning(
                course, history: outcome.history, epoch: outcome.epoch, metric: training.metric, bySize: plan.bySize))
    }
}
