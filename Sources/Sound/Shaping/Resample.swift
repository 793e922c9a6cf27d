internal import CSoxr
public import Tensors

/// A pair of rates that the resampler refuses.
public struct ResampleFault: Fault, Equatable {
    public let from: Double
    public let to: Double
    public let message: String
    public var cause: String { "cannot resample from \(from.spelled) Hz to \(to.spelled) Hz: \(message)" }
    public var remedy: String? { "choose a rate nearer to \(from.spelled) Hz" }
    public var option: String? { "rate" }
}

/// The library that sounds are brought to another rate with.
public enum ResamplingLibrary {
    /// `0.1.3`
    public static var version: String {
        // It says `libsoxr-0.1.3`.
        let words = String(cString: soxr_version())
        return words.split(separator: "-").last.map(String.init) ?? words
    }
}

extension Signal {
    /// The sound at another rate: ceil(samples * to / from) samples a channel, band-limited (libsoxr, high quality,
    /// linear phase).
    public func resampled(to rate: Double, parallel: Parallel = Parallel()) throws -> Signal {
        guard rate.isFinite, rate > 0 else { throw SignalFault.notARate(rate) }
        guard rate != self.rate else { return self }
        let exact = (Double(samples) * rate / self.rate).rounded(.up)
        guard exact * Double(channels) <= Double(SignalFault.mostSamples) else {
            throw SignalFault.tooLong(samples: exact)
        }
        let length = max(1, Int(exact))
        return try Signal(channels: channels, samples: length, rate: rate) { out in
            out.initialize(repeating: 0)
            try parallel.forEach(channels) { channel in
                let target = UnsafeMutableBufferPointer(rebasing: out[channel * length..<(channel + 1) * length])
                try withChannel(channel) { try Self.resample($0, from: self.rate, to: rate, into: target) }
            }
        }
    }

    /// One channel, in pieces so that Control-C is heard; what the filter leaves short stays zero.
    private static func resample(
        _ input: UnsafeBufferPointer<Float>, from: Double, to: Double, into output: UnsafeMutableBufferPointer<Float>
    ) throws {
        func check(_ error: soxr_error_t?) throws {
            if let error { throw ResampleFault(from: from, to: to, message: String(cString: error)) }
        }
        var error: soxr_error_t?
        var quality = soxr_quality_spec(UInt(SOXR_20_BITQ), 0)
        let resampler = soxr_create(from, to, 1, &error, nil, &quality, nil)
        try check(error)
        defer { soxr_delete(resampler) }
        var read = 0
        var written = 0
        while written < output.count {
            try Interrupt.check()
            let piece = min(1 << 16, input.count - read)
            var taken = 0
            var given = 0
            let source = piece > 0 ? UnsafeRawPointer(input.baseAddress! + read) : nil
            try check(
                soxr_process(
                    resampler, source, piece, &taken, output.baseAddress! + written, output.count - written, &given))
            read += taken
            written += given
            if piece == 0 && given == 0 { break }
        }
    }
}
