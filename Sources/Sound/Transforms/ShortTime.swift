internal import Tensors

/// The short-time Fourier transform as work on chunks of frames: the engine of everything spectral.
struct ShortTime {
    let framing: Framing
    private let fft: FFT
    private let curve: Scratch

    /// Frames per chunk: a fixed number, so that chunks are the same on any number of threads.
    static let chunk = 32

    init(_ framing: Framing) {
        self.framing = framing
        fft = FFT.real(framing.transform)
        curve = Scratch(framing.window)
        _ = curve.memory.update(fromContentsOf: framing.shape.values(framing.window))
    }

    /// Calls `body` with each chunk of frames and a function that transforms one of them: to `bins` interleaved complex
    /// numbers, valid until its next call.
    func forEachChunk(
        of samples: UnsafeBufferPointer<Float>, frames: Int, parallel: Parallel,
        _ body: (Range<Int>, (Int) -> UnsafePointer<Float>) throws -> Void
    ) throws {
        try parallel.forEachRange(of: frames, by: Self.chunk) { range in
            let frame = Scratch(framing.transform)
            let spectrum = Scratch(2 * framing.bins)
            try body(range) { index in
                cut(index, of: samples, to: frame.start)
                fft.transform(frame.start, to: spectrum.start)
                return UnsafePointer(spectrum.start)
            }
        }
    }

    /// Writes frame `index`, windowed, to `frame`; what lies around the window stays zero.
    private func cut(_ index: Int, of samples: UnsafeBufferPointer<Float>, to frame: UnsafeMutablePointer<Float>) {
        let offset = (framing.transform - framing.window) / 2
        let start = framing.start(index) + offset
        let lower = min(max(0, -start), framing.window)
        let upper = max(lower, min(framing.window, samples.count - start))
        let target = frame + offset
        target.update(repeating: 0, count: lower)
        (target + upper).update(repeating: 0, count: framing.window - upper)
        if lower < upper {
            Kernels.multiply(
                samples.baseAddress! + (start + lower), UnsafePointer(curve.start + lower), count: upper - lower,
                to: target + lower)
        }
    }

    /// A (rows, frames) result from frames that are computed one at a time: `row` writes the column of one frame, and
    /// the columns of a chunk are turned into rows together.
    func matrix(
        _ signal: Signal, rows: Int, axes: [Axis], parallel: Parallel,
        _ column: () -> (_ spectrum: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>) -> Void
    ) throws -> Tensor {
        let mono = signal.mono
        let frames = try framing.frames(mono.samples)
        try FramingFault.checkSize(rows: rows, frames: frames)
        return try Tensor([rows, frames], axes: axes) { out in
            try mono.withChannel(0) { samples in
                try forEachChunk(of: samples, frames: frames, parallel: parallel) { range, spectrum in
                    let columns = Scratch(range.count * rows)
                    let write = column()
                    for index in range {
                        write(spectrum(index), columns.start + (index - range.lowerBound) * rows)
                    }
                    let target = out.baseAddress! + range.lowerBound
                    for row in 0..<rows {
                        for index in 0..<range.count {
                            target[row * frames + index] = columns.start[index * rows + row]
                        }
                    }
                }
            }
        }
    }
}
