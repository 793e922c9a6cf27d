import Tensors

/// Memory and operations of S2VT for batches of up to a size, and the pass through them.
///
/// The steps of the LSTMs go over shards of at least sixteen examples, one thread each. All else goes over the whole
/// batch in large products, cut into tiles by rows or by units; so no gradient is added up across threads. What a tile of
/// frames and one of words have to do goes together, for the words have more: so every tile takes as long.
final class S2VTWorkspace {
    struct Spans: Equatable {
        var frames, words, examples: Int
        var steps: Int { frames + words }
    }

    /// Those of the batch at work.
    private var spans: Spans
    private var starts: [Int] = []
    private var shards: [Shard] = []
    /// Rows of frames and of words among all steps.
    private var frameTiles: [Range<Int>] = []
    private var wordTiles: [Range<Int>] = []

    private let size: S2VT.Size
    private let parts: S2VT.Places
    private let first, second: Trace
    private let recurrences: [Recurrence]
    private let states: (first: StateWeights, second: StateWeights)
    /// Frames, (frames, examples, features); e, (frames, examples, embedding); words read, (words, examples, embedding);
    /// gradients of the latter two.
    private let input, seen, read, dseen, dread: Scratch
    /// Gradients of the LSTMs' states: of the first at all steps, of the second at the words.
    private let dfirst, dsecond: Scratch
    private let loss: WordLoss
    /// Frames to e; e, the first LSTM's states and words to gates.
    private let embed, gates1, gates2, wordGates: Panels
    /// And back from gates.
    private let back1, back2, wordsBack: Panels

    /// Some of a batch's examples, from `row` on.
    private struct Shard {
        let row: Int
        let recurrence: Recurrence
    }

    /// Where a batch's frames go, (frames, examples, features) of its own spans.
    var frames: Memory { input.start }

    init(_ network: S2VT, largest: Spans) {
        size = network.size
        parts = S2VT.Places(network.parameters)
        spans = largest
        let (rows, hidden, e) = (largest.examples, size.hidden, size.embedding)
        first = Trace(.lstm, units: hidden, rows: rows, steps: largest.steps)
        second = Trace(.lstm, units: hidden, rows: rows, steps: largest.steps)
        recurrences = Course.shards(of: rows, size: Self.shard).map { _ in
            Recurrence(.lstm, units: hidden, count: min(rows, 2 * Self.shard - 1))
        }
        states = (
            StateWeights(.lstm, units: hidden, isTraining: true), StateWeights(.lstm, units: hidden, isTraining: true)
        )
        input = Scratch(largest.frames * rows * size.features)
        seen = Scratch(largest.frames * rows * e)
        dseen = Scratch(largest.frames * rows * e)
        read = Scratch(largest.words * rows * e)
        dread = Scratch(largest.words * rows * e)
        dfirst = Scratch(largest.steps * rows * hidden)
        dsecond = Scratch(largest.words * rows * hidden)
        loss = WordLoss(units: hidden, vocabulary: size.vocabulary, rows: largest.words * rows)
        let wide = 4 * hidden
        embed = Panels(inner: size.features, columns: e)
        gates1 = Panels(inner: e, columns: wide)
        gates2 = Panels(inner: hidden, columns: wide)
        wordGates = Panels(inner: e, columns: wide)
        back1 = Panels(inner: wide, columns: e)
        back2 = Panels(inner: wide, columns: hidden)
        wordsBack = Panels(inner: wide, columns: e)
    }

    /// The least examples of a shard.
    private static let shard = 16

    /// What one for batches of up to these spans holds, in bytes.
    static func bytes(_ size: S2VT.Size, _ largest: Spans) -> Int {
        let (b, e, h) = (largest.examples, size.embedding, size.hidden)
        let (frames, words, steps) = (largest.frames * b, largest.words * b, largest.steps * b)
        let traces = 2 * (Trace.numbers(.lstm, units: h, rows: b, steps: largest.steps))
        let carried = Course.shards(of: b, size: shard).count * (2 * min(b, 2 * shard - 1) + 1) * h
        let panels = [
            (size.features, e), (e, 4 * h), (h, 4 * h), (e, 4 * h), (4 * h, e), (4 * h, h), (4 * h, e),
            // Both states' weights, forward and back.
            (h, 4 * h), (4 * h, h), (h, 4 * h), (4 * h, h),
        ].reduce(0) { $0 + Kernels.panels(inner: $1.0, columns: $1.1) }
        let activations = frames * (size.features + 2 * e) + words * (2 * e + h) + steps * h
        let logits = WordLoss.chunk(of: words, vocabulary: size.vocabulary) * size.vocabulary
        return (traces + carried + panels + activations + logits) * MemoryLayout<Float>.size
    }

    /// What it holds, in bytes.
    var bytes: Int {
        let traces = first.bytes + second.bytes + recurrences.reduce(0) { $0 + $1.bytes }
        let panels = [embed, gates1, gates2, wordGates, back1, back2, wordsBack].reduce(0) { $0 + $1.bytes }
        let activations = [input, seen, read, dseen, dread, dfirst, dsecond].reduce(0) { $0 + $1.bytes }
        return traces + states.first.bytes + states.second.bytes + panels + activations + loss.bytes
    }

    private func take(_ batch: CaptionBatch) {
        (spans, starts) = (batch.spans, batch.starts)
        first.take(rows: spans.examples, steps: spans.steps)
        second.take(rows: spans.examples, steps: spans.steps)
        var row = 0
        shards = zip(Course.shards(of: spans.examples, size: Self.shard), recurrences).map { count, recurrence in
            defer { row += count }
            recurrence.take(count)
            return Shard(row: row, recurrence: recurrence)
        }
        let seenRows = spans.frames * spans.examples
        frameTiles = Quarters.four(of: 0..<seenRows)
        wordTiles = Quarters.four(of: seenRows..<spans.steps * spans.examples)
    }

    /// What a batch comes to, whose frames are there; the gradient of its mean loss goes to `g`, which lies as the weights
    /// `w` do. `version` is another for each state of the weights.
    func learn(
        _ batch: CaptionBatch, _ w: UnsafePointer<Float>, gradient g: Memory, version: Int, _ parallel: Parallel
    ) throws -> Tally {
        take(batch)
        try order(w, clearing: g, version: version, parallel)
        Embedding.forward(batch.words, w + parts.words, width: size.embedding, to: read.start)
        try forward(w, parallel)
        let places = WordLoss.Places(
            weights: w + parts.output, bias: w + parts.outputBias, dweights: g + parts.output,
            dbias: g + parts.outputBias)
        let tally = try loss.forwardAndBackward(
            second.hidden(spans.frames + 1), targets: batch.targets, places, to: dsecond.start, parallel)
        try backward(w, g, parallel)
        Embedding.backward(batch.words, dread.start, width: size.embedding, to: g + parts.words)
        return tally
    }

    /// What a batch comes to, and nothing is learned from it.
    func judge(_ batch: CaptionBatch, _ w: UnsafePointer<Float>, version: Int, _ parallel: Parallel) throws -> Tally {
        take(batch)
        try order(w, clearing: nil, version: version, parallel)
        Embedding.forward(batch.words, w + parts.words, width: size.embedding, to: read.start)
        try forward(w, parallel)
        return try loss.forward(
            second.hidden(spans.frames + 1), targets: batch.targets, weights: w + parts.output, bias: w + parts.outputBias,
            parallel)
    }

    /// Orders the weights for this step's products.
    ///
    /// The gradient of the words' vectors is added to, row by row, and so begins at zero.
    private func order(
        _ w: UnsafePointer<Float>, clearing g: Memory?, version: Int, _ parallel: Parallel
    ) throws {
        let (e, h) = (size.embedding, size.hidden)
        let first = Matrix(w + parts.inputs1, 4 * h, e)
        let second = Matrix(w + parts.inputs2, 4 * h, h, stride: h + e)
        let words = Matrix(w + parts.inputs2 + h, 4 * h, e, stride: h + e)
        let frames = Matrix(w + parts.frames, e, size.features)
        // The longest first.
        let all = [
            (embed, frames.turned), (gates2, second.turned), (back2, second), (gates1, first.turned), (back1, first),
            (wordGates, words.turned), (wordsBack, words),
        ]
        try parallel.forEach(3 + all.count) { number in
            switch number {
            case 0: states.first.take(w + parts.state1, version: version)
            case 1: states.second.take(w + parts.state2, version: version)
            case 2: if let g { (g + parts.words).update(repeating: 0, count: size.vocabulary * e) }
            default: all[number - 3].0.take(all[number - 3].1, version: version)
            }
        }
    }

    /// Some rows of x, which lies row by row, by a matrix that is ordered; x and y begin with the first row of all.
    private func multiply(_ x: UnsafePointer<Float>, _ rows: Range<Int>, by b: Panels, adding: Bool = false, to y: Memory) {
        Matrix(x + rows.lowerBound * b.inner, rows.count, b.inner).times(
            b, adding: adding, to: y + rows.lowerBound * b.columns)
    }

    // Shapes: B examples, E embedding, H hidden, NF frames, NW words, T = NF + NW.

    private func forward(_ w: UnsafePointer<Float>, _ parallel: Parallel) throws {
        let (e, h) = (size.embedding, size.hidden)
        // (NF B, F) to (NF B, E) to (NF B, 4H)
        try parallel.forEach(frameTiles.count) { tile in
            let rows = frameTiles[tile]
            for row in rows { (seen.start + row * e).update(from: w + parts.frameBias, count: e) }
            multiply(input.start, rows, by: embed, adding: true, to: seen.start)
            multiply(seen.start, rows, by: gates1, to: first.gates.start)
        }
        try forEachShard(parallel) { shard, route in
            shard.recurrence.forward(
                first, route, states.first, bias: w + parts.bias1,
                inputs: 0..<spans.frames)
        }
        // (T B, H) to (T B, 4H), and (NW B, E) to (NW B, 4H)
        try parallel.forEach(frameTiles.count) { tile in
            let spoken = wordTiles[tile]
            for rows in [frameTiles[tile], spoken] {
                multiply(first.hidden(1), rows, by: gates2, to: second.gates.start)
            }
            let seenRows = spans.frames * spans.examples
            multiply(
                read.start, spoken.lowerBound - seenRows..<spoken.upperBound - seenRows, by: wordGates, adding: true,
                to: second.gates.start + seenRows * 4 * h)
        }
        try forEachShard(parallel) { shard, route in
            shard.recurrence.forward(
                second, route, states.second, bias: w + parts.bias2,
                inputs: 0..<spans.steps)
        }
    }

    private func backward(_ w: UnsafePointer<Float>, _ g: Memory, _ parallel: Parallel) throws {
        let (h, b) = (size.hidden, spans.examples)
        let rows = spans.frames * b
        try forEachShard(parallel) { shard, route in
            shard.recurrence.backward(second, route, states.second, stride: h) { step in
                step < spans.frames
                    ? nil : UnsafePointer(dsecond.start + ((step - spans.frames) * b + shard.row) * h)
            }
        }
        // (T B, 4H) to (T B, H), and (NW B, 4H) to (NW B, E)
        try parallel.forEach(frameTiles.count) { tile in
            let spoken = wordTiles[tile]
            for rows in [frameTiles[tile], spoken] { multiply(second.gates.start, rows, by: back2, to: dfirst.start) }
            multiply(
                second.gates.start + rows * 4 * h, spoken.lowerBound - rows..<spoken.upperBound - rows, by: wordsBack,
                to: dread.start)
        }
        try forEachShard(parallel) { shard, route in
            shard.recurrence.backward(first, route, states.first, stride: h) { step in
                UnsafePointer(dfirst.start + (step * b + shard.row) * h)
            }
        }
        // (NF B, 4H) to (NF B, E)
        try parallel.forEach(frameTiles.count) { tile in
            multiply(first.gates.start, frameTiles[tile], by: back1, to: dseen.start)
        }
        // All gradients of weights at once, the longest first: no thread waits before the last has begun.
        try parallel.forEach(12) { piece in
            switch piece / 4 {
            case 0: secondGradients(units: piece % 4 * h..<(piece % 4 + 1) * h, g)
            case 1: firstGradients(units: piece % 4 * h..<(piece % 4 + 1) * h, g)
            default: frameGradients(features: Quarters.four(of: 0..<size.features)[piece % 4], g)
            }
        }
    }

    /// Of some of the second's 4H: (4H, H), (4H, E) and (4H, H).
    private func secondGradients(units: Range<Int>, _ g: Memory) {
        let (e, h, all) = (size.embedding, size.hidden, spans.steps * spans.examples)
        let gates = gradients(of: second, units)
        let dinputs = g + parts.inputs2 + units.lowerBound * (h + e)
        gates(0..<all).times(Matrix(first.hidden(1), all, h), to: dinputs, stride: h + e)
        let spoken = spans.frames * spans.examples..<all
        gates(spoken).times(Matrix(read.start, spoken.count, e), to: dinputs + h, stride: h + e)
        stateGradients(second, units, to: g + parts.state2, bias: g + parts.bias2)
    }

    /// Of some of the first's: (4H, E) and (4H, H).
    private func firstGradients(units: Range<Int>, _ g: Memory) {
        let (e, rows) = (size.embedding, spans.frames * spans.examples)
        gradients(of: first, units)(0..<rows).times(
            Matrix(seen.start, rows, e), to: g + parts.inputs1 + units.lowerBound * e)
        stateGradients(first, units, to: g + parts.state1, bias: g + parts.bias1)
    }

    /// Before the first step states are zero.
    private func stateGradients(_ trace: Trace, _ units: Range<Int>, to dstate: Memory, bias: Memory) {
        let (h, b, all) = (size.hidden, spans.examples, spans.steps * spans.examples)
        gradients(of: trace, units)(b..<all).times(
            Matrix(trace.hidden(1), all - b, h), to: dstate + units.lowerBound * h)
        Kernels.columnSums(
            trace.gates.start + units.lowerBound, rows: all, columns: units.count, stride: 4 * h,
            to: bias + units.lowerBound)
    }

    /// Those of the gates, turned: (units, rows).
    private func gradients(of trace: Trace, _ units: Range<Int>) -> (Range<Int>) -> Matrix {
        { [size] rows in
            Matrix(
                trace.gates.start + rows.lowerBound * 4 * size.hidden + units.lowerBound, rows.count, units.count,
                stride: 4 * size.hidden
            ).turned
        }
    }

    /// (E, F), of some features; nobody asks for the gradient of the frames.
    private func frameGradients(features: Range<Int>, _ g: Memory) {
        let (e, f, rows) = (size.embedding, size.features, spans.frames * spans.examples)
        if features.lowerBound == 0 {
            Kernels.columnSums(dseen.start, rows: rows, columns: e, stride: e, to: g + parts.frameBias)
        }
        Matrix(dseen.start, rows, e).turned.times(
            Matrix(input.start + features.lowerBound, rows, features.count, stride: f),
            to: g + parts.frames + features.lowerBound, stride: f)
    }

    private func forEachShard(_ parallel: Parallel, _ body: (Shard, Recurrence.Route) -> Void) throws {
        try parallel.forEach(shards.count) { number in
            let shard = shards[number]
            let own = starts[shard.row..<shard.row + shard.recurrence.count]
            body(shard, Recurrence.Route(row: shard.row, steps: spans.steps, starts: Array(own)))
        }
    }
}
