import Datasets
import Networks
import Session
import Tensors

/// One training: what learns, from which clips, and under which recipe the session keeps what comes of it.
struct TrainingTask {
    let network: NetworkValue
    let data: DatasetValue
    /// Clips to choose the best epoch by; nil for a share of `data`.
    var validation: DatasetValue?
    /// The epoch to stop after; nil for the last.
    var until: Int?
    /// What `train` would be asked with, if it stood alone.
    let recipe: Recipe
}

extension Arguments {
    /// The network trained as the options say. What was kept of the same training is gone on with.
    ///
    /// - Throws: `NoExamples`, `ClipsChanged`, `OtherClasses`, `OneClassToLearn`, `UnfitOption`, `Divergence`,
    ///   `Interrupted`, when a checkpoint has been kept.
    func trained(_ task: TrainingTask) throws -> ModelValue {
        let network = task.network
        let course = try course
        if network.architecture.answer == .everyClass {
            let reason = "goes with clips of one class each"
            if course.mixup > 0 { throw unfit(TrainOptions.mixup, reason) }
            if course.isBalanced { throw unfit(TrainOptions.weights, reason) }
        }
        let (learning, judging) = try sides(of: task)
        try checkVariety(of: learning)
        let gathered = try gathered(learning, network.frontEnd, for: judging == nil ? nil : "training")
        var frontEnd = network.frontEnd
        frontEnd.standard = try gathered.examples.standard(
            of: Array(0..<gathered.examples.count), byRow: frontEnd.isStandardisedByRow, parallel: context.parallel.silent)
        let validation = try judging.map { try self.gathered($0, network.frontEnd, for: "validation").examples }
        let training = Training(
            network.architecture, course,
            lessons: try lessons(gathered.examples, of: learning, frontEnd, seed: course.seed),
            validation: validation.map { ExampleLessons($0, frontEnd.standard) })
        let end = min(task.until ?? course.epochs, course.epochs)
        if let until = task.until, until > end {
            context.note("until: \(until) lies beyond the \(end) epochs of the course and changes nothing")
        }
        var trajectory = Trajectory(training, of: task.recipe, shelf: shelf, context: context,
            offersUntil: signature.options.contains { $0.key == TrainOptions.until.key })
        let weights = try trajectory.run(until: end, keepBest: given(TrainOptions.keep) != .last)
        return ModelValue(
            NetworkValue(network.architecture, frontEnd, classes: network.classes), weights.weights,
            Learning(course, history: weights.history, epoch: weights.epoch, metric: training.metric))
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

    /// Clips to learn from and to choose the best epoch by; the second is nil where none are set aside.
    private func sides(of task: TrainingTask) throws -> (learning: ClipTable, judging: ClipTable?) {
        let table = task.data.table
        let share = try shareAside(isGivenClips: task.validation != nil)
        if let given = task.validation {
            guard given.table.classes == table.classes else {
                throw OtherClasses(role: "train's 'validate'", expected: table.classes, found: given.table.classes)
            }
            let known = Set(table.clips.map(\.digest))
            let shared = given.table.clips.count { known.contains($0.digest) }
            if shared > 0 { context.note("\(shared) of the clips to validate with are also trained on") }
            return (table, given.table)
        }
        guard let share, share > 0 else { return (table, nil) }
        let (learning, judging) = try table.settingAside(share, seed: UInt64(self(TrainOptions.seed)))
        if judging == nil {
            try checkNothingIsChosen("there are too few clips (or sources of clips) to set some aside")
            context.note("too few clips (or sources of clips) to set some aside: the last epoch is kept")
        }
        return (learning, judging)
    }
}

extension Arguments {
    /// Says which classes have no clip.
    ///
    /// - Throws: `OneClassToLearn`.
    private func checkVariety(of learning: ClipTable) throws {
        let present = Set(learning.clips.flatMap(\.allLabels))
        if let only = present.first, present.count == 1 { throw OneClassToLearn(name: learning.classes[only]) }
        let absent = learning.classes.indices.filter { !present.contains($0) }.map { "'\(learning.classes[$0])'" }
        guard !absent.isEmpty, !present.isEmpty else { return }
        let shown = absent.prefix(5).joined(separator: ", ") + (absent.count > 5 ? " and \(absent.count - 5) more" : "")
        context.note("no clip to learn from is \(shown): the network will not know it")
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

extension ClipTable {
    /// A share of every class set apart, whole sources together where a column names them; nil where that is nothing.
    func settingAside(_ share: Double, seed: UInt64) throws -> (rest: ClipTable, aside: ClipTable?) {
        let sources = sourceColumn
        var aside: Set<Int> = []
        // Clips of several classes are dealt out all at once.
        for label in hasManyLabels ? 0..<1 : classes.indices {
            let members = clips.indices.filter { hasManyLabels || clips[$0].label == label }
            // Of fewer than four none can be spared.
            guard members.count >= 4 else { continue }
            do {
                let cut = try Split.cut(
                    selecting(members), by: sources, test: .share(share), validate: nil, seed: seed &+ UInt64(label))
                aside.formUnion(cut.split.sides.indices.filter { cut.split.sides[$0] == .test }.map { members[$0] })
            } catch is DatasetFault {}
        }
        // Copies of a clip, and clips of one source in several classes, may not stand on both sides.
        aside = Set(try inseparable.filter { $0.allSatisfy(aside.contains) }.joined())
        guard !aside.isEmpty else { return (self, nil) }
        return (selecting(clips.indices.filter { !aside.contains($0) }), selecting(aside.sorted()))
    }
}
