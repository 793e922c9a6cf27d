public import Tensors

/// What the numbers of a spectrogram are.
public enum SpectralScale: Hashable, Sendable, Codable {
    /// |X|
    case magnitude
    /// |X|^2
    case power
    /// 10 log10(power / reference)
    case decibels(reference: Double)
    /// Cepstral coefficients and their differences: no unit.
    case coefficients
}

/// Spectral rows over time: an STFT's magnitudes, mel bands or cepstral coefficients.
public struct Spectrogram: Sendable {
    /// (rows, frames). Rows: `frequency` or `mel` in Hz, or `coefficient`; frames: `time` in seconds, each at the
    /// centre of its frame.
    public let tensor: Tensor
    public let scale: SpectralScale
    /// Of the sound it was made from, in Hz.
    public let rate: Double
    /// In samples.
    public let window: Int
    public let hop: Int
    /// Where the sound that it covers begins on its time axis, in seconds: 0, unless it is a part.
    public let start: Double
    /// Of the sound that it covers, in seconds.
    public let duration: Double

    public var rows: Int { tensor.shape[0] }
    public var frames: Int { tensor.shape[1] }

    /// A spectrogram of numbers that come from elsewhere, such as a store. Throws `SpectralFault.notASpectrogram`.
    public init(
        validating tensor: Tensor, scale: SpectralScale, rate: Double, window: Int, hop: Int, start: Double = 0,
        duration: Double
    ) throws {
        guard tensor.rank == 2, tensor.count > 0, zip(tensor.axes, tensor.shape).allSatisfy({ $0.fits($1) }),
            rate.isFinite, rate > 0, start.isFinite, duration.isFinite, duration >= 0
        else { throw SpectralFault.notASpectrogram(shape: tensor.shape) }
        self.init(tensor: tensor, scale: scale, rate: rate, window: window, hop: hop, start: start, duration: duration)
    }

    init(
        tensor: Tensor, scale: SpectralScale, rate: Double, window: Int, hop: Int, start: Double = 0, duration: Double
    ) {
        precondition(tensor.rank == 2 && tensor.count > 0)
        self.tensor = tensor
        self.scale = scale
        self.rate = rate
        self.window = window
        self.hop = hop
        self.start = start
        self.duration = duration
    }

    /// The same sound's spectrogram with other numbers.
    func with(_ tensor: Tensor, scale: SpectralScale? = nil) -> Spectrogram {
        Spectrogram(
            tensor: tensor, scale: scale ?? self.scale, rate: rate, window: window, hop: hop, start: start,
            duration: duration)
    }

    /// The least and the greatest number.
    public var range: ClosedRange<Float> {
        let range = tensor.withFloats(Kernels.range) ?? (0, 0)
        return range.least...range.greatest
    }

    /// The part of the frames and of the rows that is asked for; each keeps its place on its axis. Frames are selected
    /// by seconds or by number, rows by hertz (if they have one) or by number. Throws `SelectionFault`.
    ///
    /// A part by seconds covers what was asked for; by number, from its first frame to the one after its last.
    public func slice(frames: Extent? = nil, rows: Extent? = nil) throws -> Spectrogram {
        var tensor = tensor
        var stretch = start...start + duration
        if let rows {
            let axis = tensor.axes[0]
            if case .positions = rows, axis.unit != "Hz" { throw SpectralFault.rowsHaveNoHertz }
            let points = axis.position(0)...axis.position(self.rows - 1)
            tensor = try tensor.slice(
                axis: 0, axis.indices(rows, count: self.rows, within: 0...rate / 2, covering: points))
        }
        if let frames {
            let axis = tensor.axes[1]
            let bounds = start...max(stretch.upperBound, axis.position(self.frames - 1))
            let range = try axis.indices(frames, count: self.frames, within: bounds)
            tensor = tensor.slice(axis: 1, range)
            let (from, to) =
                switch frames {
                case .positions(let from, let to): (from, to)
                case .indices(let first, let end):
                    (
                        first == 0 ? start : axis.position(first),
                        end == self.frames ? stretch.upperBound : axis.position(end)
                    )
                }
            let lower = min(max(from, stretch.lowerBound), stretch.upperBound)
            stretch = lower...max(lower, min(to, stretch.upperBound))
        }
        return Spectrogram(
            tensor: tensor, scale: scale, rate: rate, window: window, hop: hop, start: stretch.lowerBound,
            duration: stretch.upperBound - stretch.lowerBound)
    }

    /// `a op b` of the same shape and scale; the axes are those of `a`. Throws `SpectralFault` and `NotFinite`.
    public static func combine(_ a: Spectrogram, _ operation: Arithmetic, _ b: Spectrogram) throws -> Spectrogram {
        guard a.tensor.shape == b.tensor.shape else {
            throw SpectralFault.shapesDiffer(a.tensor.shape, b.tensor.shape)
        }
        return try a.with(Tensor.combine(a.tensor, operation, b.tensor))
    }

    public static func combine(_ a: Spectrogram, _ operation: Arithmetic, _ number: Double) throws -> Spectrogram {
        try a.with(Tensor.combine(a.tensor, operation, number))
    }

    public static func combine(_ number: Double, _ operation: Arithmetic, _ b: Spectrogram) throws -> Spectrogram {
        try b.with(Tensor.combine(number, operation, b.tensor))
    }
}

/// What cannot be done with, or made into, a spectrogram.
public enum SpectralFault: Fault, Equatable {
    case notASpectrogram(shape: [Int])
    case shapesDiffer([Int], [Int])
    case rowsHaveNoHertz
    case tooLoud
    case notPower
    case rateDiffers(Double, analysis: Double)
    case bandsOutOfRange(Int)
    case frequenciesOutOfRange(from: Double, to: Double, nyquist: Double)
    case emptyBands(Int, of: Int, transform: Int)
    case coefficientsOutOfRange(Int, bands: Int)
    case widthOutOfRange(Int)
    case tooFewFrames(Int, width: Int)
    case lifterOutOfRange(Double)
    case floorOutOfRange(Double)

    public var cause: String {
        switch self {
        case .notASpectrogram(let shape):
            "numbers of shape \(shape.map(String.init).joined(separator: " x ")) with these axes are no spectrogram"
        case .shapesDiffer(let a, let b):
            "the spectrograms have different shapes, \(a[0]) x \(a[1]) and \(b[0]) x \(b[1])"
        case .rowsHaveNoHertz: "the rows are coefficients, which have no frequency"
        case .tooLoud: "the sound is so loud that its power does not fit a 32-bit float"
        case .notPower: "only power can be turned into decibels or magnitudes"
        case .rateDiffers(let rate, let analysis):
            "the sound's rate is \(rate.spelled) Hz but \(analysis.spelled) Hz was expected"
        case .bandsOutOfRange(let bands): "bands is \(bands) but must be between 1 and 4096"
        case .frequenciesOutOfRange(let from, let to, let nyquist):
            to > nyquist
                ? "the bands reach up to \(to.spelled) Hz, above half the rate, \(nyquist.spelled) Hz"
                : "the bands' range \(from.spelled)..\(to.spelled) Hz is not a range above 0 Hz"
        case .emptyBands(let empty, let bands, let transform):
            "\(empty) of \(bands) bands are narrower than the bins of a transform of \(transform) samples and would be "
                + "empty"
        case .coefficientsOutOfRange(let count, let bands):
            "coefficients is \(count) but must be between 1 and the number of bands, \(bands)"
        case .widthOutOfRange(let width): "the width \(width) of a difference is not an odd number from 3 to 999"
        case .tooFewFrames(let frames, let width):
            "there are \(frames) frames, fewer than the \(width) that a difference spans"
        case .lifterOutOfRange(let lifter): "lifter is \(lifter.spelled) but must be 0 or more"
        case .floorOutOfRange(let floor): "floor is \(floor.spelled) dB but must be above 0 dB and at most 1000 dB"
        }
    }

    public var remedy: String? {
        switch self {
        case .notASpectrogram: "make it again"
        case .shapesDiffer: "make both with the same options, or slice them to the same shape"
        case .rowsHaveNoHertz: "select rows by number"
        case .tooLoud: "bring it to full scale first with gain"
        case .notPower: "make the spectrogram with scale: power"
        case .rateDiffers(_, let analysis): "resample the sound to \(analysis.spelled) Hz"
        case .frequenciesOutOfRange(_, _, let nyquist): "choose frequencies between 0 Hz and \(nyquist.spelled) Hz"
        case .emptyBands: "use fewer bands or a longer window, or say 'empty' to let them be"
        case .tooFewFrames: "use a longer sound or a shorter hop"
        case .bandsOutOfRange, .coefficientsOutOfRange, .widthOutOfRange, .lifterOutOfRange, .floorOutOfRange: nil
        }
    }

    public var option: String? {
        switch self {
        case .bandsOutOfRange, .emptyBands: "bands"
        case .frequenciesOutOfRange(_, let to, let nyquist): to > nyquist ? "to" : "from"
        case .coefficientsOutOfRange: "coefficients"
        case .lifterOutOfRange: "lifter"
        case .floorOutOfRange: "floor"
        default: nil
        }
    }
}
