internal import Tensors

/// Triangles over the bins of a transform, evenly spaced in mel.
///
/// With edges p[0...B+1] evenly spaced in mel, band b rises from p[b] to p[b+1] and falls to p[b+2], linearly in hertz;
/// the Slaney norm divides by (p[b+2] - p[b]) / 2, so that every triangle has area 1.
public struct MelBank: Sendable {
    public enum Norm: String, Sendable, CaseIterable, Codable {
        case slaney
        case none
    }

    public let bands: Int
    public let bins: Int
    /// The peak of each triangle in Hz.
    public let centers: [Double]
    /// Bands in which no bin lies.
    public let empty: Int
    /// Per band the first bin and the weights from there on, in double precision.
    public let triangles: [(start: Int, weights: [Double])]
    let sums: Bands

    /// `bands` triangles between `minimum` and `maximum` Hz. Throws `SpectralFault`.
    public init(
        rate: Double, transform: Int, bands: Int, minimum: Double = 0, maximum: Double? = nil,
        scale: MelScale = .slaney, norm: Norm = .slaney
    ) throws {
        precondition(rate > 0 && transform > 0)
        guard (1...4096).contains(bands) else { throw SpectralFault.bandsOutOfRange(bands) }
        let maximum = maximum ?? rate / 2
        guard minimum >= 0, minimum < maximum, maximum <= rate / 2 else {
            throw SpectralFault.frequenciesOutOfRange(from: minimum, to: maximum, nyquist: rate / 2)
        }
        let lowest = scale.mel(hertz: minimum)
        let step = (scale.mel(hertz: maximum) - lowest) / Double(bands + 1)
        let edges = (0...bands + 1).map { scale.hertz(mel: lowest + step * Double($0)) }
        let bins = transform / 2 + 1
        let width = rate / Double(transform)
        triangles = (0..<bands).map { band in
            let (left, peak, right) = (edges[band], edges[band + 1], edges[band + 2])
            let height = norm == .slaney ? 2 / (right - left) : 1
            let first = min(max(0, Int((left / width).rounded(.down))), bins)
            let last = min(bins - 1, Int((right / width).rounded(.up)))
            let weights = (first..<max(first, last + 1)).map { bin in
                let hertz = Double(bin) * width
                return height * max(0, min((hertz - left) / (peak - left), (right - hertz) / (right - peak)))
            }
            let lead = weights.prefix { $0 == 0 }.count
            let core = weights.dropFirst(lead).prefix { $0 > 0 }
            return (core.isEmpty ? 0 : first + lead, Array(core))
        }
        self.bands = bands
        self.bins = bins
        centers = Array(edges[1...bands])
        empty = triangles.count { $0.weights.isEmpty }
        sums = Bands(triangles.map { ($0.start, $0.weights.map(Float.init)) })
    }
}
