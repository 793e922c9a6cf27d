internal import Glibc

/// Decibels of amplitudes: 20 log10.
enum Amplitude {
    /// The factor on amplitudes that `decibels` stands for: 10^(dB / 20).
    static func factor(_ decibels: Double) -> Double { pow(10, decibels / 20) }
}
