/// What brings features to mean 0 and deviation 1: `(x - mean) / deviation`, with one pair of numbers for all rows, or one
/// for each row.
///
/// Mel bands are decibels on one scale, which is kept; cepstral coefficients are not, the first is far larger than the rest.
public struct Standard: Hashable, Sendable {
    public let means: [Float]
    public let deviations: [Float]

    public init(mean: Float = 0, deviation: Float = 1) {
        self.init(means: [mean], deviations: [deviation])
    }

    public init(means: [Float], deviations: [Float]) {
        self.means = means
        self.deviations = deviations
    }

    /// Whether features of so many rows can be brought to it.
    func fits(rows: Int) -> Bool {
        [1, rows].contains(means.count) && deviations.count == means.count && means.allSatisfy(\.isFinite)
            && deviations.allSatisfy { $0.isFinite && $0 > 0 }
    }

    func mean(ofRow row: Int) -> Float { means.count == 1 ? means[0] : means[row] }
    /// One over the deviation.
    func weight(ofRow row: Int) -> Float { 1 / (deviations.count == 1 ? deviations[0] : deviations[row]) }
}
