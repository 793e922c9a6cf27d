internal import CFFTW
internal import Glibc
internal import Synchronization

/// A Fourier transform of real numbers, planned once per length and used from any thread.
///
/// `X[k] = sum over n of x[n] exp(-2 pi i k n / N)` for k in 0...N/2. An even length goes through a complex
/// transform of half the length, which FFTW has wider code for than for real numbers. Plans are FFTW's estimates for
/// aligned memory: measured plans depend on chance, and with them the last bit.
public final class FFT: @unchecked Sendable {
    /// N.
    public let length: Int
    /// N/2 + 1.
    public var bins: Int { length / 2 + 1 }
    private let plan: fftwf_plan
    /// cos and sin of 2 pi k / N for k in 0...N/4; of an odd length there are none.
    private let cosines: [Float]
    private let sines: [Float]

    /// Of the library: `3.3.10`.
    public static var version: String {
        // It says `fftw-3.3.10-sse2-avx`.
        let words = String(cString: foley_fftw_version())
        return words.split(separator: "-").dropFirst().first.map(String.init) ?? words
    }

    private static let plans = Mutex<[Int: FFT]>([:])

    /// The transform of `length` real numbers, at least 1.
    public static func real(_ length: Int) -> FFT {
        plans.withLock { plans in
            if let plan = plans[length] { return plan }
            let plan = FFT(planning: length)
            plans[length] = plan
            return plan
        }
    }

    /// FFTW's planner knows one thread at a time: called under the lock only.
    private init(planning length: Int) {
        precondition(length > 0 && length <= Int(Int32.max))
        self.length = length
        let input = Scratch(length)
        let output = Scratch(length + 2)
        plan = output.start.withMemoryRebound(to: fftwf_complex.self, capacity: length / 2 + 1) { output in
            guard length % 2 == 0 else {
                return fftwf_plan_dft_r2c_1d(Int32(length), input.start, output, FFTW_ESTIMATE)
            }
            return input.start.withMemoryRebound(to: fftwf_complex.self, capacity: length / 2) {
                fftwf_plan_dft_1d(Int32(length / 2), $0, output, FFTW_FORWARD, FFTW_ESTIMATE)
            }
        }
        let angles = length % 2 == 0 ? (0...length / 4).map { 2 * .pi * Double($0) / Double(length) } : []
        cosines = angles.map { Float(cos($0)) }
        sines = angles.map { Float(sin($0)) }
    }

    /// Transforms `input` (`length` floats, unchanged) to `output` (`bins` complex numbers, interleaved); both lie as
    /// `Scratch` lies, on a 64-byte boundary.
    public func transform(_ input: UnsafeMutablePointer<Float>, to output: UnsafeMutablePointer<Float>) {
        precondition(UInt(bitPattern: input) % 64 == 0 && UInt(bitPattern: output) % 64 == 0)
        output.withMemoryRebound(to: fftwf_complex.self, capacity: bins) { complex in
            guard length % 2 == 0 else { return fftwf_execute_dft_r2c(plan, input, complex) }
            input.withMemoryRebound(to: fftwf_complex.self, capacity: length / 2) {
                fftwf_execute_dft(plan, $0, complex)
            }
        }
        if length % 2 == 0 { Kernels.unpackReal(output, half: length / 2, cosines: cosines, sines: sines) }
    }
}
