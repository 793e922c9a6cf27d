import Language
import Programs
import Study
import Workplace

extension Verb {
    static let train = Verb(
        Signature(
            "train", family: "Network", "Train a network on labelled clips",
            details: """
                Softmax cross-entropy (where clips may have several classes, sigmoid cross-entropy of each), each step by Adam \
                unless 'optimiser' says otherwise. A tenth of the clips of each class (whole sources, where a column 'source' \
                or 'src_file' names them) is set aside, or 'validate' is given; the epoch with the lowest validation loss is \
                kept. Of fewer than 320 clips, and with 'aside: 0 %', all are learned from and the last epoch kept. A batch is \
                32 examples, or 16 or 8 where an epoch would have fewer than ten steps; epochs are 30, or as many, up to 200, as \
                it takes to learn from 4000 examples. What the size of the data decided so stands in the model's line, and \
                written out gives the same bits. Each shard of a batch is \
                normalised by itself, so 'batch' and not the machine decides the result: weights are the same to the bit on \
                any number of threads. Control-C keeps a checkpoint: running the cell again goes on as if nothing had \
                happened, and 'until: 11' gives the best of the first 11 epochs of the same course. The weights of all epochs are kept \
                where they take at most 1 GB; else the best, the last and a few states on the way, from which the others are \
                made again to the same bits.

                A model goes on from what it has learned: it takes clips in as before, to the same standard, and finds classes \
                by name; one that is new gets a row in the last layer, one that has no clip keeps its own. Layers that 'freeze' \
                holds compute as in prediction, by running means and without dropout. A lower 'rate' keeps more of what was known.

                The rate rises in a line, then falls as a cosine to zero; 'schedule: step' divides it by 10 after half and \
                again after three quarters of all steps, 'onecycle' rises for three tenths and falls, 'constant' stays. What \
                is varied in training (shift, flip, stretch, pitch, masks, filter, mixup, speed, noise) is another in each \
                epoch and the same in each run; 'speed', which changes pitch and time together, and 'noise' hear every clip \
                anew from its file, while the batch before is learned from. A gain is not among it: mel bands are relative to \
                each clip's own maximum. Of these, pictures take shift, flip and mixup, and a network that hears and sees in \
                one takes mixup. The losses shown are plain ones, without smoothing or weights of classes; that of training is \
                of the examples as they are learned from, which with 'mixup' are mixed, and their targets too.
                """,
            operand: .init(
                "NETWORK", ValueType.trainable, "What to train, or a model to go on from: it stays as it is"),
            phrases: [.init("on", .init("DATA", [DatasetValue.type], "Clips to learn from"))],
            options: TrainOptions.all,
            gives: ModelValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 8, kinds: [bell, rain], length: 500 ms
                    ear = train (cnn world, bands: 32, filters: 16, blocks: 2) on world, epochs: 3
                    """,
                    gives:
                        "cnn · 42\u{2009}242 parameters · 2 classes · epoch 3 of 3 · training 100.0 % · by size batch: 8, aside: 0 %"
                ),
                .init(
                    """
                    world = stage clips: 4, kinds: [bell, rain], length: 500 ms
                    net = linear world, bands: 32
                    ear = train net on world, aside: 0 %, epochs: 4, optimiser: sgd, schedule: onecycle, clip: 1, mixup: 0.2
                    """,
                    gives: "linear · 66 parameters · 2 classes · epoch 4 of 4 · training 100.0 % · by size batch: 8"),
                .init(
                    """
                    world = stage clips: 8, kinds: [bell, rain], length: 500 ms
                    more = stage clips: 8, kinds: [bell, drum, rain], length: 500 ms, seed: 2
                    ear = train (cnn world, bands: 32, filters: 16, blocks: 2) on world, epochs: 3
                    train ear on more, epochs: 3, freeze: 8
                    """,
                    gives:
                        "cnn · 42\u{2009}371 parameters · 3 classes · epoch 3 of 3 · training 91.7 % · by size batch: 8, aside: 0 %"
                ),
            ], version: 6, costly: true)
    ) { call in
        guard let subject = call.anyOperand() as? any Trainable else {
            throw WrongType(role: "train", expected: ValueType.trainable, found: call.anyOperand()!.type)
        }
        let data: DatasetValue = try call.operand("on")
        let validation = try call.given(TrainOptions.validate, as: DatasetValue.self)
        return try subject.trained(
            TrainingTask(
                data: data.table, validation: validation?.table, until: call.given(TrainOptions.until), offersUntil: true,
                recipe: call.recipe),
            call.choices, in: call.work)
    }
}

/// A value that `train` takes: what is learned of clips, and what comes of it.
protocol Trainable: Value {
    associatedtype Trained: Value
    /// - Throws: what does not go with the clips or the options.
    func plan(_ task: TrainingTask, _ choices: Choices, in work: Workspace) throws -> TrainingPlan<Trained>
}

extension Trainable {
    /// What comes of the training that the options say.
    func trained(_ task: TrainingTask, _ choices: Choices, in work: Workspace) throws -> Trained {
        try plan(task, choices, in: work).carriedOut(task, choices, in: work)
    }
}

extension ValueType {
    /// What `train` takes.
    static let trainable = ValueTypes.all.compactMap { $0 as? any Trainable.Type }.map { $0.type }
}

extension NetworkValue: Trainable {
    func plan(_ task: TrainingTask, _ choices: Choices, in work: Workspace) throws -> TrainingPlan<ModelValue> {
        try network.plan(task, choices, in: work).map(ModelValue.init)
    }
}

extension ModelValue: Trainable {
    func plan(_ task: TrainingTask, _ choices: Choices, in work: Workspace) throws -> TrainingPlan<ModelValue> {
        try model.plan(task, choices, in: work).map(ModelValue.init)
    }
}
