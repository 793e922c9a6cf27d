import Tensors

/// Memory and operations of S2VT for batches of one size, and the pass through them.
///
/// The steps of the LSTMs go over shards of at least sixteen examples, one thread each. All else goes over the whole
/// batch in large products, cut into tiles by rows or by units; so no gradient is added up across threads.
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
    private let states: [Int: (first: StateWeights, second: StateWeights)]
    /// e, (frames, examples, embedding); words read, (words, examples, embedding); their gradients.
    private let seen, read, dseen, dread: Scratch
    /// Gradients of the LSTMs' states: of the first at all steps, of the second at the words.
    private let dfirst, dsecond: Scratch
    private let loss: WordLoss

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
        var (shards, states): ([Shard], [Int: (first: StateWeights, second: StateWeights)]) = ([], [:])
        var row = 0
        for count in Course.shards(of: rows, size: 16) {
            let recurrence = try Recurrence(.lstm, units: hidden, count: count, mode: .training)
            if states[count] == nil { states[count] = (try StateWeights(recurrence), try StateWeights(recurrence)) }
            shards.append(Shard(row: row, recurrence: recurrence))
            row += count
        }
        (self.shards, self.states) = (shards, states)
        seen = Scratch(spans.frames * rows * size.embedding)
        dseen = Scratch(spans.frames * rows * size.embedding)
        read = Scratch(spans.words * rows * size.embedding)
        dread = Scratch(spans.words * rows * size.embedding)
        dfirst = Scratch(spans.steps * rows * hidden)
        dsecond = Scratch(spans.words * rows * hidden)
        loss = WordLoss(units: hidden, vocabulary: size.vocabulary, rows: spans.words * rows)
    }

    private typealias Ready = [Int: (first: StateWeights.Ready, second: StateWeights.Ready)]

    /// The loss of a batch; gradients go to `g`, which lies as the weights `w` do.
    func run(
        _ frames: UnsafePointer<Float>, _ words: [Int], _ targets: [Int], _ w: UnsafePointer<Float>, _ g: Memory,
        version: Int, _ parallel: Parallel
    ) throws -> Double {
        let ready = try states.mapValues { states in
            (
                try states.first.pack(w + parts.state1.lowerBound, version: version, back: true),
                try states.second.pack(w + parts.state2.lowerBound, version: version, back: true)
            )
        }
        Embedding.forward(words, w + parts.words.lowerBound, width: size.embedding, to: read.start)
        try forward(frames, w, ready, parallel)
        let value = try loss.forwardAndBackward(
            second.hidden(spans.frames + 1), targets: targets,
            WordLoss.Places(
                weights: w + parts.output.lowerBound, bias: w + parts.outputBias.lowerBound,
                dweights: g + parts.output.lowerBound, dbias: g + parts.outputBias.lowerBound),
            to: dsecond.start, parallel)
        try backward(frames, w, g, ready, parallel)
        Embedding.backward(words, dread.start, width: size.embedding, to: g + parts.words.lowerBound)
        return value
    }

    // Shapes: B examples, E embedding, H hidden, NF frames, NW words, T = NF + NW.

    private func forward(_ frames: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ ready: Ready, _ parallel: Parallel) throws {
        let (e, h, f) = (size.embedding, size.hidden, size.features)
        // (NF B, F) to (NF B, E) to (NF B, 4H)
        let rows = spans.frames * spans.examples
        try parallel.forEachRange(of: rows, by: Tiles.size(of: rows)) { rows in
            let out = seen.start + rows.lowerBound * e
            for row in 0..<rows.count { (out + row * e).update(from: w + parts.frameBias.lowerBound, count: e) }
            try Matrix(frames + rows.lowerBound * f, rows.count, f).times(
                Matrix(w + parts.frames.lowerBound, e, f).turned, adding: true, to: out)
            try Matrix(out, rows.count, e).times(
                Matrix(w + parts.inputs1.lowerBound, 4 * h, e).turned, to: first.gates.start + rows.lowerBound * 4 * h)
        }
        try forEachShard(parallel) { shard, course in
            try shard.recurrence.forward(
                first, course, ready[shard.recurrence.count]!.first, bias: w + parts.bias1.lowerBound,
                inputs: 0..<spans.frames)
        }
        // (T B, H) to (T B, 4H), and (NW B, E) to (NW B, 4H)
        let inputs = Matrix(w + parts.inputs2.lowerBound, 4 * h, h, stride: h + e)
        let wordInputs = Matrix(w + parts.inputs2.lowerBound + h, 4 * h, e, stride: h + e)
        let all = spans.steps * spans.examples
        try parallel.forEachRange(of: all, by: Tiles.size(of: all)) { range in
            let out = second.gates.start + range.lowerBound * 4 * h
            try Matrix(first.hidden(1) + range.lowerBound * h, range.count, h).times(inputs.turned, to: out)
            let spoken = range.clamped(to: rows..<all)
            try Matrix(read.start + (spoken.lowerBound - rows) * e, spoken.count, e).times(
                wordInputs.turned, adding: true, to: second.gates.start + spoken.lowerBound * 4 * h)
        }
        try forEachShard(parallel) { shard, course in
            try shard.recurrence.forward(
                second, course, ready[shard.recurrence.count]!.second, bias: w + parts.bias2.lowerBound,
                inputs: 0..<spans.steps)
        }
    }

    private func backward(
        _ frames: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ g: Memory, _ ready: Ready, _ parallel: Parallel
    ) throws {
        let (e, h, f, b) = (size.embedding, size.hidden, size.features, spans.examples)
        let (rows, all) = (spans.frames * b, spans.steps * b)
        try forEachShard(parallel) { shard, course in
            try shard.recurrence.backward(second, course, ready[shard.recurrence.count]!.second, stride: h) { step in
                step < spans.frames
                    ? nil : UnsafePointer(dsecond.start + ((step - spans.frames) * b + shard.row) * h)
            }
        }
        let inputs = w + parts.inputs2.lowerBound
        // (T B, 4H) to (T B, H), and (NW B, 4H) to (NW B, E)
        try parallel.forEachRange(of: all, by: Tiles.size(of: all)) { range in
            try Matrix(second.gates.start + range.lowerBound * 4 * h, range.count, 4 * h).times(
                Matrix(inputs, 4 * h, h, stride: h + e), to: dfirst.start + range.lowerBound * h)
            let spoken = range.clamped(to: rows..<all)
            try Matrix(second.gates.start + spoken.lowerBound * 4 * h, spoken.count, 4 * h).times(
                Matrix(inputs + h, 4 * h, e, stride: h + e), to: dread.start + (spoken.lowerBound - rows) * e)
        }
        // The weights of the second: (4H, H), (4H, E) and (4H, H)
        try parallel.forEachRange(of: 4 * h, by: h) { units in
            func gates(_ from: Int) -> Matrix {
                Matrix(second.gates.start + from * 4 * h + units.lowerBound, all - from, h, stride: 4 * h).turned
            }
            let dinputs = g + parts.inputs2.lowerBound + units.lowerBound * (h + e)
            try gates(0).times(Matrix(first.hidden(1), all, h), to: dinputs, stride: h + e)
            try gates(rows).times(Matrix(read.start, all - rows, e), to: dinputs + h, stride: h + e)
            // Before the first step states are zero.
            try gates(b).times(
                Matrix(second.hidden(1), all - b, h), to: g + parts.state2.lowerBound + units.lowerBound * h)
            Kernels.columnSums(
                second.gates.start + units.lowerBound, rows: all, columns: h, stride: 4 * h,
                to: g + parts.bias2.lowerBound + units.lowerBound)
        }
        try forEachShard(parallel) { shard, course in
            try shard.recurrence.backward(first, course, ready[shard.recurrence.count]!.first, stride: h) { step in
                UnsafePointer(dfirst.start + (step * b + shard.row) * h)
            }
        }
        // (NF B, 4H) to (NF B, E)
        try parallel.forEachRange(of: rows, by: Tiles.size(of: rows)) { range in
            try Matrix(first.gates.start + range.lowerBound * 4 * h, range.count, 4 * h).times(
                Matrix(w + parts.inputs1.lowerBound, 4 * h, e), to: dseen.start + range.lowerBound * e)
        }
        // The weights of the first: (4H, E) and (4H, H)
        try parallel.forEachRange(of: 4 * h, by: h) { units in
            func gates(_ rows: Range<Int>) -> Matrix {
                Matrix(
                    first.gates.start + rows.lowerBound * 4 * h + units.lowerBound, rows.count, h, stride: 4 * h
                ).turned
            }
            try gates(0..<rows).times(
                Matrix(seen.start, rows, e), to: g + parts.inputs1.lowerBound + units.lowerBound * e)
            try gates(b..<all).times(
                Matrix(first.hidden(1), all - b, h), to: g + parts.state1.lowerBound + units.lowerBound * h)
            Kernels.columnSums(
                first.gates.start + units.lowerBound, rows: all, columns: h, stride: 4 * h,
                to: g + parts.bias1.lowerBound + units.lowerBound)
        }
        // (E, F); nobody asks for the gradient of the frames.
        Kernels.columnSums(dseen.start, rows: rows, columns: e, stride: e, to: g + parts.frameBias.lowerBound)
        try parallel.forEachRange(of: f, by: Tiles.size(of: f)) { features in
            try Matrix(dseen.start, rows, e).turned.times(
                Matrix(frames + features.lowerBound, rows, features.count, stride: f),
                to: g + parts.frames.lowerBound + features.lowerBound, stride: f)
        }
    }

    private func forEachShard(_ parallel: Parallel, _ body: (Shard, Recurrence.Course) throws -> Void) throws {
        try parallel.forEach(shards.count) { number in
            try body(shards[number], Recurrence.Course(row: shards[number].row, steps: spans.steps))
        }
    }
}
