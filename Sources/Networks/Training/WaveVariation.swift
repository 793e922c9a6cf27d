internal import Glibc
internal import Picture
internal import Sound
internal import Tensors

/// How a sound is changed before it is heard in training, differently in every epoch; the files stay as they are.
public struct WaveVariation: Hashable, Sendable {
    /// The greatest change of speed, either way, as a share: sounds become shorter and higher, or longer and lower.
    public var speed: Double
    /// The lowest ratio of signal to white noise, in decibels; each is drawn from this to 30 dB more. nil for no noise.
    /// Both are of what there is of the sound in an example: the silence after its end stays silent.
    public var noise: Double?

    public init(speed: Double = 0, noise: Double? = nil) {
        self.speed = speed
        self.noise = noise
    }

    public static let none = WaveVariation()

    /// What chance makes of it for one example in one epoch.
    func draw(seed: UInt64, epoch: Int, example: Int) -> WaveDraw {
        func stream(_ purpose: String) -> Philox {
            Philox(seed: seed, purpose: purpose, UInt64(epoch), UInt64(example))
        }
        return WaveDraw(
            speed: 1 + speed * (2 * Double(stream("speed").uniform(0)) - 1),
            ratio: noise.map { $0 + 30 * Double(stream("noise ratio").uniform(0)) }, random: stream("noise"))
    }
}

/// One way of changing a sound: how fast it is played, and how far noise lies under it in decibels.
struct WaveDraw {
    var speed: Double
    var ratio: Double?
    /// What the noise is drawn from.
    var random: Philox
}

extension Hearing {
    /// (bands, frames): the example that begins at `start` of a clip, in seconds, changed as was drawn.
    ///
    /// Throws `SoundFileFault`, `MediaFault`, `SpectralFault`, `ResampleFault`.
    func features(of source: WaveLessons.Source, from start: Double, _ draw: WaveDraw) throws -> Tensor {
        let (fileRate, samples) = try source.opened()
        // Played faster, the file's samples follow each other at a higher rate.
        let rate = fileRate * draw.speed
        let end = max(1, Int((source.seconds * fileRate).rounded()))
        let first = min(Int((start * fileRate).rounded()), end - 1)
        // Several times the resampler's filter on either side.
        let margin = Int((2048 * max(1, rate / frontEnd.rate)).rounded(.up))
        let lower = max(0, first - margin)
        let upper = min(end, first + Int((frontEnd.length * rate).rounded(.up)) + margin)
        let stretch = try Signal(samples(lower..<max(lower + 1, upper)).tensor, rate: rate)
        let lead = Int((Double(first - lower) / rate * frontEnd.rate).rounded())
        let sound = try fitted(stretch.resampled(to: frontEnd.rate, parallel: .alone), from: lead, change: draw.addNoise)
        return try features(ofFitting: sound, .alone)
    }
}

extension WaveLessons.Source {
    /// Samples a second of its sound, and what gives a range of them mixed down to one channel: of a movie as many as are
    /// asked for, with silence after the sound's end.
    ///
    /// Throws `SoundFileFault`, `MediaFault`.
    fileprivate func opened() throws -> (rate: Double, samples: (Range<Int>) throws -> Signal) {
        try AnySound.reading(
            path, name, pool,
            file: {
                let reader = try SoundReader(path, shownAs: name, pool: pool)
                let first = Int((start * reader.rate).rounded())
                return (reader.rate, { try reader.mono($0.lowerBound + first..<$0.upperBound + first) })
            },
            movie: { movie in
                // A mute one refuses as soon as samples are asked for.
                let (rate, start) = (movie.sound?.rate ?? 1, (movie.sound?.start ?? 0) + start)
                return (
                    rate,
                    { range in
                        let stretch = start + Double(range.lowerBound) / rate..<start + Double(range.upperBound) / rate
                        return try movie.sound(during: stretch, rate: rate, mono: true)
                    }
                )
            })
    }
}

extension WaveDraw {
    /// Adds white noise, scaled to lie as far under the samples' power as was drawn; to silence nothing is added.
    func addNoise(to samples: UnsafeMutableBufferPointer<Float>) {
        guard let ratio else { return }
        let count = samples.count
        let rms = (Kernels.squares(samples.baseAddress!, count: count) / Double(count)).squareRoot()
        guard rms > 0 else { return }
        let noise = Scratch(count)
        random.fillNormal(noise.memory)
        Kernels.add(noise.start, times: Float(rms * pow(10, -ratio / 20)), count: count, to: samples.baseAddress!)
    }
}
