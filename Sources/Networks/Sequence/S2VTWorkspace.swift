import Tensors

/// Memory and operations of S2VT for batches of one size, and the pass through them.
///
/// The steps of the LSTMs go over shards of at least sixteen examples, one thread each. All else goes over the whole
/// batch in large products, cut into tiles by rows or by units; so no gradient is added up across threads. What a tile of
/// frames and one of words have to do goes together, for the words have more: so every tile takes as long.
final class S2VTWorkspace {
    struct Spans: Equatable {
        var frames, words, examples: Int
        var steps: Int { frames + words }
    }

    let spans: Spans
    private let size: S2VT.Size
    private let parts: S2VTParts
    private let first, second: Trace
    private let shards: [Shard]
    private let states: (first: StateWeights, second: StateWeights)
    /// e, (frames, examples, embedding); words read, (words, examples, embedding); their gradients.
    private let seen, read, dseen, dread: Scratch
    /// Gradients of the LSTMs' states: of the first at all steps, of the second at the words.
    private let dfirst, dsecond: Scratch
    private let loss: WordLoss
    /// Frames to e; e, the first LSTM's states and words to gates.
    private let embed, gates1, gates2, wordGates: Panels
    /// And back from gates.
    private let back1, back2, wordsBack: Panels
    /// Rows of frames and of words among all steps.
    private let frameTiles, wordTiles: [Range<Int>]

    private struct Shard {
        let row: Int
        let recurrence: Recurrence
    }

    init(_ size: S2VT.Size, _ parts: S2VTParts, _ spans: Spans) throws {
        self.size = size
        self.parts = parts
        self.spans = spans
        let (rows, hidden) = (spans.examples, size.hidden)
        first = Trace(.lstm, units: hidden, rows: rows, steps: spans.steps)
        second = Trace(.lstm, units: hidden, rows: rows, steps: spans.steps)
        var row = 0
        shards = Course.shards(of: rows, size: 16).map { count in
            defer { row += count }
            return Shard(row: row, recurrence: Recurrence(.lstm, units: hidden, count: count))
        }
        states = (
            StateWeights(.lstm, units: hidden, isTraining: true), StateWeights(.lstm, units: hidden, isTraining: true)
        )
        seen = Scratch(spans.frames * rows * size.embedding)
        dseen = Scratch(spans.frames * rows * size.embedding)
        read = Scratch(spans.words * rows * size.embedding)
        dread = Scratch(spans.words * rows * size.embedding)
        dfirst = Scratch(spans.steps * rows * hidden)
        dsecond = Scratch(spans.words * rows * hidden)
        loss = WordLoss(units: hidden, vocabulary: size.vocabulary, rows: spans.words * rows)
        let (e, wide, seenRows) = (size.embedding, 4 * hidden, spans.frames * rows)
        frameTiles = Tiles.four(of: 0..<seenRows)
        wordTiles = Tiles.four(of: seenRows..<spans.steps * rows)
        embed = Panels(inner: size.features, columns: e)
        gates1 = Panels(inner: e, columns: wide)
        gates2 = Panels(inner: hidden, columns: wide)
        wordGates = Panels(inner: e, columns: wide)
        back1 = Panels(inner: wide, columns: e)
        back2 = Panels(inner: wide, columns: hidden)
        wordsBack = Panels(inner: wide, columns: e)
    }

    /// The loss of a batch; gradients go to `g`, which lies as the weights `w` do.
    func run(
        _ frames: UnsafePointer<Float>, _ words: [Int], _ targets: [Int], _ w: UnsafePointer<Float>, _ g: Memory,
        version: Int, _ parallel: Parallel
    ) throws -> Double {
        try order(w, version: version, parallel)
        Embedding.forward(words, w + parts.words.lowerBound, width: size.embedding, to: read.start)
        try forward(frames, w, parallel)
        let value = try loss.forwardAndBackward(
            second.hidden(spans.frames + 1), targets: targets,
            WordLoss.Places(
                weights: w + parts.output.lowerBound, bias: w + parts.outputBias.lowerBound,
                dweights: g + parts.output.lowerBound, dbias: g + parts.outputBias.lowerBound),
            to: dsecond.start, parallel)
        try backward(frames, w, g, parallel)
        Embedding.backward(words, dread.start, width: size.embedding, to: g + parts.words.lowerBound)
        return value
    }

    /// Orders the weights for this step's products.
    private func order(_ w: UnsafePointer<Float>, version: Int, _ parallel: Parallel) throws {
        let (e, h) = (size.embedding, size.hidden)
        let first = Matrix(w + parts.inputs1.lowerBound, 4 * h, e)
        let second = Matrix(w + parts.inputs2.lowerBound, 4 * h, h, stride: h + e)
        let words = Matrix(w + parts.inputs2.lowerBound + h, 4 * h, e, stride: h + e)
        let frames = Matrix(w + parts.frames.lowerBound, e, size.features)
        // The longest first.
        let all = [
            (embed, frames.turned), (gates2, second.turned), (back2, second), (gates1, first.turned), (back1, first),
            (wordGates, words.turned), (wordsBack, words),
        ]
        try parallel.forEach(2 + all.count) { number in
            switch number {
            case 0: states.first.take(w + parts.state1.lowerBound, version: version)
            case 1: states.second.take(w + parts.state2.lowerBound, version: version)
            default: all[number - 2].0.take(all[number - 2].1, version: version)
            }
        }
    }

    /// Some rows of x, which lies row by row, by a matrix that is ordered; x and y begin with the first row of all.
    private func multiply(_ x: UnsafePointer<Float>, _ rows: Range<Int>, by b: Panels, adding: Bool = false, to y: Memory) {
        Matrix(x + rows.lowerBound * b.inner, rows.count, b.inner).times(
            b, adding: adding, to: y + rows.lowerBound * b.columns)
    }

    // Shapes: B examples, E embedding, H hidden, NF frames, NW words, T = NF + NW.

    private func forward(_ frames: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ parallel: Parallel) throws {
        let (e, h) = (size.embedding, size.hidden)
        // (NF B, F) to (NF B, E) to (NF B, 4H)
        try parallel.forEach(frameTiles.count) { tile in
            let rows = frameTiles[tile]
            for row in rows { (seen.start + row * e).update(from: w + parts.frameBias.lowerBound, count: e) }
            multiply(frames, rows, by: embed, adding: true, to: seen.start)
            multiply(seen.start, rows, by: gates1, to: first.gates.start)
        }
        try forEachShard(parallel) { shard, course in
            shard.recurrence.forward(
                first, course, states.first, bias: w + parts.bias1.lowerBound,
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
        try forEachShard(parallel) { shard, course in
            shard.recurrence.forward(
                second, course, states.second, bias: w + parts.bias2.lowerBound,
                inputs: 0..<spans.steps)
        }
    }

    private func backward(
        _ frames: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ g: Memory, _ parallel: Parallel
    ) throws {
        let (h, b) = (size.hidden, spans.examples)
        let rows = spans.frames * b
        try forEachShard(parallel) { shard, course in
            shard.recurrence.backward(second, course, states.second, stride: h) { step in
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
        try forEachShard(parallel) { shard, course in
            shard.recurrence.backward(first, course, states.first, stride: h) { step in
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
            default: frameGradients(frames, features: Tiles.four(of: 0..<size.features)[piece % 4], g)
            }
        }
    }

    /// Of some of the second's 4H: (4H, H), (4H, E) and (4H, H).
    private func secondGradients(units: Range<Int>, _ g: Memory) {
        let (e, h, all) = (size.embedding, size.hidden, spans.steps * spans.examples)
        let gates = gradients(of: second, units)
        let dinputs = g + parts.inputs2.lowerBound + units.lowerBound * (h + e)
        gates(0..<all).times(Matrix(first.hidden(1), all, h), to: dinputs, stride: h + e)
        let spoken = spans.frames * spans.examples..<all
        gates(spoken).times(Matrix(read.start, spoken.count, e), to: dinputs + h, stride: h + e)
        stateGradients(second, units, to: g + parts.state2.lowerBound, bias: g + parts.bias2.lowerBound)
    }

    /// Of some of the first's: (4H, E) and (4H, H).
    private func firstGradients(units: Range<Int>, _ g: Memory) {
        let (e, rows) = (size.embedding, spans.frames * spans.examples)
        gradients(of: first, units)(0..<rows).times(
            Matrix(seen.start, rows, e), to: g + parts.inputs1.lowerBound + units.lowerBound * e)
        stateGradients(first, units, to: g + parts.state1.lowerBound, bias: g + parts.bias1.lowerBound)
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
    private func frameGradients(_ frames: UnsafePointer<Float>, features: Range<Int>, _ g: Memory) {
        let (e, f, rows) = (size.embedding, size.features, spans.frames * spans.examples)
        if features.lowerBound == 0 {
            Kernels.columnSums(dseen.start, rows: rows, columns: e, stride: e, to: g + parts.frameBias.lowerBound)
        }
        Matrix(dseen.start, rows, e).turned.times(
            Matrix(frames + features.lowerBound, rows, features.count, stride: f),
            to: g + parts.frames.lowerBound + features.lowerBound, stride: f)
    }

    private func forEachShard(_ parallel: Parallel, _ body: (Shard, Recurrence.Course) -> Void) throws {
        try parallel.forEach(shards.count) { number in
            body(shards[number], Recurrence.Course(row: shards[number].row, steps: spans.steps))
        }
    }
}
