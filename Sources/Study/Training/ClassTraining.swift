import Datasets
import Networks
import Session
import Tensors
public import Workplace

extension Network {
    /// The training of it on the clips of a task, whose classes are found by name.
    ///
    /// - Throws: `OtherClasses`, `NoExamples`, `ClipsChanged`, `OneClassToLearn`, `UnfitOption`.
    public func plan(_ task: TrainingTask, _ choices: Choices, in work: Workspace) throws -> TrainingPlan<Model> {
        try checkClasses(of: task.data, .learned(verb: "train"))
        if try choices.given(TrainOptions.freeze) != nil {
            throw choices.unfit(TrainOptions.freeze, "goes with a model that has learned: this network has not yet")
        }
        return try Apprenticeship(network: self, choices: choices, work: work).plan(task)
    }
}

extension Model {
    /// Goes on from what it has learned: clips are taken in as before, to the same standard, and classes are found by name.
    ///
    /// - Throws: as that of a network.
    public func plan(_ task: TrainingTask, _ choices: Choices, in work: Workspace) throws -> TrainingPlan<Model> {
        let (table, former) = (task.data, network.architecture)
        if table.hasManyLabels, former.answer == .oneClass { throw OneClassAnswer(role: .learned(verb: "train")) }
        let last = former.lastLearning - 1
        let frozen = try choices.given(TrainOptions.freeze) ?? 0
        guard frozen <= last else {
            throw choices.unfit(
                TrainOptions.freeze,
                last > 0 ? "is one of 1 to \(last): the layers after it learn" : "leaves nothing to learn")
        }
        let new = table.usedClasses.filter { !classes.contains($0) }
        var (architecture, weights, all) = (former, weights, classes)
        if !new.isEmpty {
            // Where the former stand in order, so do all.
            all = ClipTable.values(in: classes) == classes ? ClipTable.values(in: classes + new) : classes + new
            (architecture, weights) = try former.answering(
                all.map(classes.firstIndex), weights, seed: UInt64(choices(TrainOptions.seed)))
        }
        let known = table.usedClasses.count - new.count
        work.note(
            "goes on from '\(former.name)', which takes in \(network.frontEnd.sense.summary); classes by name: \(known) known"
                + (new.isEmpty ? "" : ", \(new.count) new (\(spelled(names: new)))"))
        if frozen > 0 {
            let learned = architecture.learned(frozen: frozen)
            work.note(
                "layers 1 to \(frozen) stay as they are: \(spelled(count: learned)) of "
                    + "\(spelled(count: architecture.parameterCount)) parameters are learned")
        }
        let network = Network(architecture, network.frontEnd, classes: all)
        return try Apprenticeship(network: network, choices: choices, work: work)
            .plan(task, from: Beginning(weights, frozen: frozen))
    }
}

/// A network that is about to learn, and what was chosen for it.
private struct Apprenticeship {
    let network: Network
    let choices: Choices
    let work: Workspace

    func plan(_ task: TrainingTask, from beginning: Beginning? = nil) throws -> TrainingPlan<Model> {
        if network.architecture.answer == .everyClass {
            let reason = "goes with clips of one class each"
            if try choices(TrainOptions.mixup) > 0 { throw choices.unfit(TrainOptions.mixup, reason) }
            if try choices(TrainOptions.weights) == .balanced { throw choices.unfit(TrainOptions.weights, reason) }
        }
        let (learning, judging, isNoneBySize) = try sides(of: task)
        try checkVariety(of: learning, isKnown: beginning != nil)
        let gathered = try work.gathered(learning, network.frontEnd, for: judging == nil ? nil : "training")
        var frontEnd = network.frontEnd
        if beginning == nil {
            frontEnd.standard = try gathered.examples.standard(
                of: Array(0..<gathered.examples.count), byRow: frontEnd.sense.isStandardisedByRow, parallel: work.parallel.silent)
        }
        let validation = try judging.map { try work.gathered($0, network.frontEnd, for: "validation").examples }
        // Those that are set aside count, too: they are of the same data.
        let setAside = task.validation == nil ? validation?.count ?? 0 : 0
        var (course, bySize) = try choices.course(of: gathered.examples.count + setAside)
        if isNoneBySize { bySize.aside = 0 }
        let training = Training(
            network.architecture, course, from: beginning,
            lessons: try frontEnd.sense.lessons(gathered.examples, of: learning, choices, seed: course.seed, in: work),
            validation: validation.map { ExampleLessons($0, frontEnd.standard) })
        return TrainingPlan(training: training, bySize: bySize) { [network, frontEnd] weights, learning in
            Model(Network(network.architecture, frontEnd, classes: network.classes), weights, learning)
        }
    }

    /// Clips to learn from and to choose the best epoch by; the second is nil where none are set aside, be it that there
    /// are too few.
    private func sides(
        of task: TrainingTask
    ) throws -> (learning: ClipTable, judging: ClipTable?, isNoneBySize: Bool) {
        let (classes, answer) = (network.classes, network.architecture.answer)
        let table = try work.labelled(task.data, .learned(verb: "train")).among(classes)
        let count = table.withMedia.clips.count
        let aside = try choices.shareAside(of: count, isGivenClips: task.validation != nil)
        if let given = task.validation {
            guard given.usedClasses.allSatisfy(classes.contains) else {
                throw OtherClasses(role: .validation, expected: classes, found: given.usedClasses)
            }
            if given.hasManyLabels, answer == .oneClass { throw OneClassAnswer(role: .validation) }
            let judging = try work.labelled(given, .validation).among(classes)
            let known = Set(table.clips.map(\.content))
            let shared = judging.clips.count { known.contains($0.content) }
            if shared > 0 { work.note("\(shared) of the clips to validate with are also trained on") }
            try noteChoice(by: judging.clips.count, way: "'keep: last' leaves it to the last")
            return (table, judging, false)
        }
        guard let aside, aside.share > 0 else {
            if let aside, aside.isBySize, !work.isPart { work.noteNothingAside(of: count) }
            return (table, nil, aside?.isBySize ?? false)
        }
        let (learning, judging) = try table.settingAside(aside.share, seed: UInt64(choices(TrainOptions.seed)))
        if judging == nil {
            try choices.checkNothingIsChosen("there are too few clips (or sources of clips) to set some aside")
            work.note("too few clips (or sources of clips) to set some aside: the last epoch is kept")
        }
        if let judging { try noteChoice(by: judging.clips.count, way: "'keep: last' or 'aside: 0 %' leaves it to the last") }
        return (learning, judging, false)
    }

    /// Says where an epoch is chosen by so few clips that chance chooses.
    private func noteChoice(by clips: Int, way: String) throws {
        guard clips < UsualCourse.fewestToChooseBy, !work.isPart, try choices.given(TrainOptions.keep) != .last else { return }
        work.note(
            "\(clips) clip\(clips == 1 ? " is" : "s are") too few to choose an epoch by; \(way)")
    }

    /// Says which classes have no clip.
    ///
    /// - Throws: `OneClassToLearn`.
    private func checkVariety(of learning: ClipTable, isKnown: Bool) throws {
        let present = Set(learning.clips.flatMap(\.allLabels))
        if let only = present.first, present.count == 1 { throw OneClassToLearn(name: learning.classes[only]) }
        let absent = learning.classes.indices.filter { !present.contains($0) }.map { "'\(learning.classes[$0])'" }
        guard !absent.isEmpty, !present.isEmpty else { return }
        let shown = absent.prefix(5).joined(separator: ", ") + (absent.count > 5 ? " and \(absent.count - 5) more" : "")
        work.note(
            "no clip to learn from is \(shown): "
                + (isKnown ? "what the model knows of it may fade" : "the network will not know it"))
    }
}

extension Workspace {
    /// Says that all of so many clips are learned from.
    public func noteNothingAside(of clips: Int) {
        note(
            "\(clips) clips are too few to choose an epoch by some of them: all are learned from, and the last epoch is kept")
    }

    /// Features outlive their files; who hears sounds anew needs the files themselves.
    ///
    /// - Throws: `ClipsChanged`.
    func checkUnchanged(_ clips: [Clip]) throws {
        let paths = clips.map { places.source($0.path) }
        let found: [String?]
        do { found = try shelf.digests(ofFiles: paths).map(\.description) } catch is FileFault {
            found = try paths.map { path in
                do { return try shelf.digests(ofFiles: [path])[0].description } catch is FileFault { return nil }
            }
        }
        let changed = zip(clips, found).filter { $0.digest != $1 }.map(\.0.path)
        guard changed.isEmpty else { throw ClipsChanged(paths: changed) }
    }
}

/// Clips to learn from that are all of one class, though the data set has several.
struct OneClassToLearn: Fault {
    var name: String
    var cause: String { "all clips to learn from are '\(name)': there is nothing to tell apart" }
    var remedy: String? { "choose clips of several classes" }
}
