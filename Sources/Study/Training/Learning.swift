import Foundation
public import Networks
import Tensors

/// How something came to its weights: the course of its training, every epoch in numbers, and the epoch that they are of.
public struct Learning: Equatable, Sendable {
    var course: Course
    public var history: [EpochRecord]
    public var epoch: Int
    public var metric = Metric.accuracy
    /// What of the course the size of the data decided.
    var bySize = BySize()

    init(
        _ course: Course, history: [EpochRecord], epoch: Int, metric: Metric = .accuracy, bySize: BySize = BySize()
    ) {
        self.course = course
        self.history = history
        self.epoch = epoch
        self.metric = metric
        self.bySize = bySize
    }

    /// Why there can be no such training; nil where there may be. A file may say anything.
    var objection: String? {
        guard (1...10_000).contains(course.epochs), history.count <= course.epochs else {
            return "its history has \(history.count) epochs of \(course.epochs)"
        }
        return (1...max(history.count, 1)).contains(epoch) && !history.isEmpty
            ? nil : "its weights are of epoch \(epoch) of \(history.count)"
    }

    /// `epoch 7 of 30 · validation 91.2 %`, `epoch 60 of 60 · training 100.0 % · by size batch: 8, epochs: 60, aside: 0 %`
    public var line: String {
        let record = history.indices.contains(epoch - 1) ? history[epoch - 1] : nil
        let judged = record.map { record in
            metric.validation(record).map { " · validation \(metric.spelled($0))" }
                ?? " · training \(metric.spelled(metric.training(record)))"
        }
        return "epoch \(epoch) of \(epochs)" + (judged ?? "") + (bySize.isEmpty ? "" : " · by size \(bySize.text)")
    }

    private var epochs: String {
        if course.hasLostPatience(history) { return "\(history.count), of \(course.epochs) at most" }
        return history.count < course.epochs ? "\(history.count) so far, of \(course.epochs)" : "\(history.count)"
    }

    /// What the epoch of the weights is among all; without clips to judge by there is no best.
    public var choice: String {
        history.contains { $0.validationLoss != nil } && epoch == Training.bestEpoch(history) ? "best" : "kept"
    }
}

/// What a training counts as success, as people read it.
extension Metric {
    public var name: String { self == .accuracy ? "accuracy" : "perplexity" }
    public var unit: String { self == .accuracy ? "%" : "" }
    /// What a value is multiplied by to be in `unit`.
    public var scale: Double { self == .accuracy ? 100 : 1 }
    /// All values that there can be, in `unit`; nil where they have no end.
    public var range: ClosedRange<Double>? { self == .accuracy ? 0...100 : nil }

    func value(loss: Double, accuracy: Double) -> Double { self == .accuracy ? accuracy : exp(loss) }
    /// Of the clips that an epoch learned from.
    public func training(_ record: EpochRecord) -> Double { value(loss: record.loss, accuracy: record.accuracy) }
    /// Of the clips that an epoch was judged by; nil where there were none.
    public func validation(_ record: EpochRecord) -> Double? {
        guard let loss = record.validationLoss, let accuracy = record.validationAccuracy else { return nil }
        return value(loss: loss, accuracy: accuracy)
    }

    func spelled(_ value: Double) -> String {
        self == .accuracy ? Tensors.spelled(share: value) : value.spelled(decimals: 1)
    }
}
