import Datasets
import Networks
import Programs
import Session
import Tensors
import Workplace

extension NetworkValue: Trainable {
    func plan(_ task: TrainingTask, by call: Arguments) throws -> TrainingPlan<ModelValue> {
        try checkClasses(of: task.data, role: "train … on")
        if try call.given(TrainOptions.freeze) != nil {
            throw call.unfit(TrainOptions.freeze, "goes with a model that has learned: this network has not yet")
        }
        return try call.plan(self, task)
    }
}

extension ModelValue: Trainable {
    /// Goes on from what it has learned: clips are taken in as before, to the same standard, and classes are found by name.
    func plan(_ task: TrainingTask, by call: Arguments) throws -> TrainingPlan<ModelValue> {
        let (table, former) = (task.data.table, network.architecture)
        if table.hasManyLabels, answer == .oneClass { throw OneClassAnswer(role: "train … on") }
        let last = former.lastLearning - 1
        let frozen = try call.given(TrainOptions.freeze) ?? 0
        guard frozen <= last else {
            throw call.unfit(
                TrainOptions.freeze,
                last > 0 ? "is one of 1 to \(last): the layers after it learn" : "leaves nothing to learn")
        }
        let new = table.usedClasses.filter { !classes.contains($0) }
        var (architecture, weights, all) = (former, weights, classes)
        if !new.isEmpty {
            // Where the former stand in order, so do all.
            all = ClipTable.values(in: classes) == classes ? ClipTable.values(in: classes + new) : classes + new
            (architecture, weights) = try former.answering(
                all.map(classes.firstIndex), weights, seed: UInt64(call(TrainOptions.seed)))
        }
        let known = table.usedClasses.count - new.count
        call.context.note(
            "goes on from '\(former.name)', which takes in \(network.frontEnd.summary); classes by name: \(known) known"
                + (new.isEmpty ? "" : ", \(new.count) new (\(named(new)))"))
        if frozen > 0 {
            let learned = architecture.learned(frozen: frozen)
            call.context.note(
                "layers 1 to \(frozen) stay as they are: \(spelled(count: learned)) of "
                    + "\(spelled(count: architecture.parameterCount)) parameters are learned")
        }
        return try call.plan(
            NetworkValue(architecture, network.frontEnd, classes: all), task, from: Beginning(weights, frozen: frozen))
    }
}

extension Arguments {
    /// A training on the clips of a task, whose classes are found by name.
    ///
    /// - Throws: `NoExamples`, `ClipsChanged`, `OtherClasses`, `OneClassToLearn`, `UnfitOption`.
    fileprivate func plan(
        _ network: NetworkValue, _ task: TrainingTask, from beginning: Beginning? = nil
    ) throws -> TrainingPlan<ModelValue> {
        if network.architecture.answer == .everyClass {
            let reason = "goes with clips of one class each"
            if try self(TrainOptions.mixup) > 0 { throw unfit(TrainOptions.mixup, reason) }
            if try self(TrainOptions.weights) == .balanced { throw unfit(TrainOptions.weights, reason) }
        }
        let (learning, judging, isNoneBySize) = try sides(of: task, for: network)
        try checkVariety(of: learning, isKnown: beginning != nil)
        let gathered = try gathered(learning, network.frontEnd, for: judging == nil ? nil : "training")
        var frontEnd = network.frontEnd
        if beginning == nil {
            frontEnd.standard = try gathered.examples.standard(
                of: Array(0..<gathered.examples.count), byRow: frontEnd.isStandardisedByRow, parallel: context.parallel.silent)
        }
        let validation = try judging.map { try self.gathered($0, network.frontEnd, for: "validation").examples }
        // Those that are set aside count, too: they are of the same data.
        let setAside = task.validation == nil ? validation?.count ?? 0 : 0
        var (course, bySize) = try course(of: gathered.examples.count + setAside)
        if isNoneBySize { bySize.aside = 0 }
        let training = Training(
            network.architecture, course, from: beginning,
            lessons: try lessons(gathered.examples, of: learning, frontEnd, seed: course.seed),
            validation: validation.map { ExampleLessons($0, frontEnd.standard) })
        return TrainingPlan(training: training, bySize: bySize) { [frontEnd] weights, learning in
            ModelValue(NetworkValue(network.architecture, frontEnd, classes: network.classes), weights, learning)
        }
    }

    /// The examples as they are learned from: varied as features, or heard anew in each epoch.
    private func lessons(
        _ examples: Examples, of table: ClipTable, _ frontEnd: FrontEnd, seed: UInt64
    ) throws -> any Lessons {
        let (variation, augmentation) = (try waveVariation, try augmentation(frontEnd))
        if case .pictures(let pictures) = frontEnd {
            let variation = PictureVariation(shift: try self(TrainOptions.shift).value, flips: try given(TrainOptions.flip) ?? false)
            return PictureLessons(examples, pictures, variation, seed: seed)
        }
        guard variation != .none, case .sound(let sound) = frontEnd else {
            return ExampleLessons(examples, frontEnd.standard, augmentation: augmentation, seed: seed)
        }
        try restoreStage(table)
        let used = Set((0..<examples.count).map(examples.clip)).sorted().map { table.clips[$0] }
        try checkUnchanged(used)
        return try WaveLessons(
            examples,
            from: table.clips.map {
                .init(
                    path: context.places.source($0.path), name: $0.path, seconds: $0.seconds,
                    pool: context.movies)
            },
            sound, variation, augmentation: augmentation, seed: seed)
    }

    /// Features outlive their files; who hears sounds anew needs the files themselves.
    ///
    /// - Throws: `ClipsChanged`.
    private func checkUnchanged(_ clips: [Clip]) throws {
        let paths = clips.map { context.places.source($0.path) }
        let found: [String?]
        do { found = try shelf.digests(ofFiles: paths).map(\.description) } catch is FileFault {
            found = try paths.map { path in
                do { return try shelf.digests(ofFiles: [path])[0].description } catch is FileFault { return nil }
            }
        }
        let changed = zip(clips, found).filter { $0.digest != $1 }.map(\.0.path)
        guard changed.isEmpty else { throw ClipsChanged(paths: changed) }
    }

    /// Clips to learn from and to choose the best epoch by; the second is nil where none are set aside, be it that there
    /// are too few.
    private func sides(
        of task: TrainingTask, for network: NetworkValue
    ) throws -> (learning: ClipTable, judging: ClipTable?, isNoneBySize: Bool) {
        let (classes, answer) = (network.classes, network.architecture.answer)
        let table = try labelled(task.data.table, role: "train … on").among(classes)
        let count = table.withMedia.clips.count
        let aside = try shareAside(of: count, isGivenClips: task.validation != nil)
        if let given = task.validation {
            guard given.table.usedClasses.allSatisfy(classes.contains) else {
                throw OtherClasses(role: "train's 'validate'", expected: classes, found: given.table.usedClasses)
            }
            if given.table.hasManyLabels, answer == .oneClass { throw OneClassAnswer(role: "train's 'validate'") }
            let judging = try labelled(given.table, role: "train's 'validate'").among(classes)
            let known = Set(table.clips.map(\.digest))
            let shared = judging.clips.count { known.contains($0.digest) }
            if shared > 0 { context.note("\(shared) of the clips to validate with are also trained on") }
            try noteChoice(by: judging.clips.count, way: "'keep: last' leaves it to the last")
            return (table, judging, false)
        }
        guard let aside, aside.share > 0 else {
            if let aside, aside.isBySize, !isPart { noteNothingAside(of: count) }
            return (table, nil, aside?.isBySize ?? false)
        }
        let (learning, judging) = try table.settingAside(aside.share, seed: UInt64(self(TrainOptions.seed)))
        if judging == nil {
            try checkNothingIsChosen("there are too few clips (or sources of clips) to set some aside")
            context.note("too few clips (or sources of clips) to set some aside: the last epoch is kept")
        }
        if let judging { try noteChoice(by: judging.clips.count, way: "'keep: last' or 'aside: 0 %' leaves it to the last") }
        return (learning, judging, false)
    }

    /// Says that all of so many clips are learned from.
    func noteNothingAside(of clips: Int) {
        context.note(
            "\(clips) clips are too few to choose an epoch by some of them: all are learned from, and the last epoch is kept")
    }

    /// Says where an epoch is chosen by so few clips that chance chooses.
    private func noteChoice(by clips: Int, way: String) throws {
        guard clips < UsualCourse.fewestToChooseBy, !isPart, try given(TrainOptions.keep) != .last else { return }
        context.note(
            "\(clips) clip\(clips == 1 ? " is" : "s are") too few to choose an epoch by; \(way)")
    }
}

extension Arguments {
    /// Says which classes have no clip.
    ///
    /// - Throws: `OneClassToLearn`.
    private func checkVariety(of learning: ClipTable, isKnown: Bool) throws {
        let present = Set(learning.clips.flatMap(\.allLabels))
        if let only = present.first, present.count == 1 { throw OneClassToLearn(name: learning.classes[only]) }
        let absent = learning.classes.indices.filter { !present.contains($0) }.map { "'\(learning.classes[$0])'" }
        guard !absent.isEmpty, !present.isEmpty else { return }
        let shown = absent.prefix(5).joined(separator: ", ") + (absent.count > 5 ? " and \(absent.count - 5) more" : "")
        context.note(
            "no clip to learn from is \(shown): "
                + (isKnown ? "what the model knows of it may fade" : "the network will not know it"))
    }
}

/// Clips to learn from that are all of one class, though the data set has several.
struct OneClassToLearn: Fault {
    var name: String
    var cause: String { "all clips to learn from are '\(name)': there is nothing to tell apart" }
    var remedy: String? { "choose clips of several classes" }
}

extension NetworkValue {
    /// - Throws: `OtherClasses`.
    func checkClasses(of data: DatasetValue, role: String) throws {
        guard data.table.classes == classes else {
            throw OtherClasses(role: role, expected: classes, found: data.table.classes)
        }
        if data.table.hasManyLabels, architecture.answer == .oneClass { throw OneClassAnswer(role: role) }
    }
}

/// Clips of several classes, and a network that names one.
struct OneClassAnswer: Fault {
    var role: String
    var cause: String { "\(role) has clips of several classes, and the network names one" }
    var remedy: String? { "make the network from the same data set: cnn DATA" }
}
