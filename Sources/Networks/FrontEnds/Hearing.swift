public import Sound
public import Tensors

/// A front end at work: everything that is the same for all clips is prepared once.
public struct Hearing: Sendable {
    public let frontEnd: SoundFrontEnd
    public let analysis: MelAnalysis

    /// Throws `SpectralFault` where the rate or the window cannot resolve the bands.
    public init(_ frontEnd: SoundFrontEnd) throws {
        self.frontEnd = frontEnd
        analysis = try MelAnalysis(
            rate: frontEnd.rate, framing: Framing(window: frontEnd.window, hop: frontEnd.hop), bands: frontEnd.bands,
            minimum: frontEnd.minimum, maximum: frontEnd.maximum, scale: frontEnd.scale, norm: frontEnd.norm,
            allowsEmptyBands: frontEnd.allowsEmptyBands)
    }

    /// (rows, frames): the sound's first `length` seconds as the front end hears them, before standardisation.
    ///
    /// Throws `SpectralFault`, `ResampleFault`.
    public func features(of signal: Signal, parallel: Parallel = .alone) throws -> Tensor {
        try features(ofFitting: fitted(signal.mono.resampled(to: frontEnd.rate, parallel: parallel), from: 0), parallel)
    }

    /// (segments, rows, frames): every stretch of the sound that is an example, as `SoundFrontEnd.segments` cuts it.
    public func segments(
        of signal: Signal, overlapping: Bool = false, parallel: Parallel = .alone
    ) throws -> (features: Tensor, starts: [Double]) {
        let sound = try signal.mono.resampled(to: frontEnd.rate, parallel: parallel)
        let starts = frontEnd.starts(samples: sound.samples, overlapping: overlapping)
        let features = try gathered(starts.count) { try fitted(sound, from: starts[$0]) }
        return (features, starts.map { Double($0) / frontEnd.rate })
    }

    /// (segments, rows, frames): the examples of a sound that begin at `starts`, in seconds; silence where it has ended.
    public func segments(of signal: Signal, at starts: [Double]) throws -> Tensor {
        let sound = try signal.mono.resampled(to: frontEnd.rate, parallel: .alone)
        return try gathered(starts.count) { try fitted(sound, from: Int((starts[$0] * frontEnd.rate).rounded())) }
    }

    /// (segments, rows, frames): the examples numbered `numbers` of a sound that belongs to a clip of `seconds`.
    public func segments(
        of signal: Signal, seconds: Double, overlapping: Bool = false, numbers: Range<Int>
    ) throws -> Tensor {
        let sound = try signal.mono.resampled(to: frontEnd.rate, parallel: .alone)
        let starts = frontEnd.starts(samples: frontEnd.samples(seconds: seconds), overlapping: overlapping)
        return try gathered(numbers.count) { try fitted(sound, from: starts[numbers.lowerBound + $0]) }
    }

    /// (segments, rows, frames): the examples numbered `numbers` of a file that lasts `seconds`; and whether its channels
    /// cancel each other (`Signal.cancelsInMono`), which of a long file the example in the middle says.
    ///
    /// The file is read from front to back; memory holds one segment and a margin on which the resampler settles.
    /// Throws `SoundFileFault`, `SpectralFault`, `ResampleFault`.
    public func segments(
        ofFile path: String, shownAs name: String, seconds: Double, overlapping: Bool = false, numbers: Range<Int>
    ) throws -> (features: Tensor, cancels: Bool) {
        let total = frontEnd.samples(seconds: seconds)
        let starts = frontEnd.starts(samples: total, overlapping: overlapping)
        guard starts.count > 1 else {
            let signal = try SoundFile.read(path, shownAs: name)
            let features = try gathered(1) { _ in
                try fitted(signal.mono.resampled(to: frontEnd.rate, parallel: .alone), from: 0)
            }
            return (features, signal.cancelsInMono)
        }
        let reader = try SoundReader(path, shownAs: name)
        let end = Int((seconds * reader.rate).rounded())
        var isQuiet = true
        let features = try gathered(numbers.count) { number in
            let start = starts[numbers.lowerBound + number]
            let (range, lead) = stretch(around: start, rate: reader.rate, end: end)
            let mean = try reader.mono(range)
            isQuiet = isQuiet && mean.mayBeOfCancelled
            return try fitted(mean.resampled(to: frontEnd.rate, parallel: .alone), from: lead)
        }
        guard isQuiet else { return (features, false) }
        let middle = Double(starts[(numbers.lowerBound + numbers.upperBound) / 2]) / frontEnd.rate
        let part = Extent.positions(from: middle, to: min(middle + frontEnd.length, seconds))
        do { return (features, try SoundFile.read(path, shownAs: name, part: part).cancelsInMono) } catch is SoundFileFault {
            return (features, false)
        }
    }

    /// The samples of a file at `rate` from which the example that begins at `start` (at the front end's rate) is
    /// resampled, and how many resampled samples lie before it. The stretch begins where samples of both rates coincide.
    private func stretch(around start: Int, rate: Double, end: Int) -> (range: Range<Int>, lead: Int) {
        let ratio = rate / frontEnd.rate
        guard ratio != 1 else { return (start..<min(end, start + frontEnd.samples), 0) }
        // 2048 samples of the slower rate: several times the resampler's filter.
        let margin = Int((2048 * max(1, 1 / ratio)).rounded(.up))
        let isWhole = frontEnd.rate == frontEnd.rate.rounded() && rate == rate.rounded()
        let period = isWhole ? Int(frontEnd.rate) / greatestCommonDivisor(Int(frontEnd.rate), Int(rate)) : 1
        let first = max(0, start - margin) / period * period
        let lower = Int((Double(first) * ratio).rounded())
        let upper = min(end, Int((Double(start + frontEnd.samples + margin) * ratio).rounded(.up)))
        return (lower..<max(lower + 1, upper), start - first)
    }

    private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        b == 0 ? a : greatestCommonDivisor(b, a % b)
    }

    /// `length` seconds of a mono sound from sample `start` on, silence where it has ended.
    ///
    /// `change` may change what is there of the sound, and nothing else: silence stays silence.
    func fitted(
        _ sound: Signal, from start: Int, change: ((UnsafeMutableBufferPointer<Float>) -> Void)? = nil
    ) throws -> Signal {
        if change == nil && start == 0 && sound.samples == frontEnd.samples { return sound }
        let present = max(0, min(frontEnd.samples, sound.samples - start))
        let tensor = sound.withChannel(0) { samples in
            Tensor([frontEnd.samples]) { out in
                out.initialize(repeating: 0)
                guard present > 0 else { return }
                out.baseAddress!.update(from: samples.baseAddress! + start, count: present)
                change?(UnsafeMutableBufferPointer(rebasing: out[..<present]))
            }
        }
        return try Signal(tensor, rate: frontEnd.rate)
    }

    /// Of the features of one example: what their rows and their frames are.
    public var axes: [Axis] {
        get throws {
            let silence = try Signal(Tensor([frontEnd.samples]) { $0.initialize(repeating: 0) }, rate: frontEnd.rate)
            return try features(ofFitting: silence, .alone).axes
        }
    }

    func features(ofFitting signal: Signal, _ parallel: Parallel) throws -> Tensor {
        try frontEnd.features.computed(of: signal, by: analysis, parallel: parallel)
    }

    /// The features of `count` fitting sounds, one after the other.
    private func gathered(_ count: Int, _ sound: (Int) throws -> Signal) throws -> Tensor {
        let size = frontEnd.rows * frontEnd.frames
        return try Tensor([count, frontEnd.rows, frontEnd.frames]) { out in
            for number in 0..<count {
                try Interrupt.check()
                try features(ofFitting: sound(number), .alone).withFloats { floats in
                    (out.baseAddress! + number * size).update(from: floats.baseAddress!, count: size)
                }
            }
        }
    }
}
