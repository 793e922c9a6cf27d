import Foundation
import Media
import Tensors
import Testing

@testable import Sound

@Suite struct SoundFileTests {
    let folder = try! TemporaryFolder()
    let sound = try! Signal(
        Tensor([2, 1000], (0..<2000).map { Float($0 % 777) / 777 - 0.5 }), rate: 8000)

    func bytes(_ format: SoundFormat = .wav16) throws -> [UInt8] { try sound.encoded(as: format).bytes }

    func problem(_ path: String, partial: Bool = false, part: Extent? = nil, channel: Int? = nil, limit: Int = 1 << 30)
        -> SoundFileFault.Problem?
    {
        do {
            _ = try SoundFile.read(
                path, shownAs: "clip", channel: channel, part: part, partial: partial, limit: limit)
            return nil
        } catch let fault as SoundFileFault {
            #expect(fault.cause.contains("'clip'"))
            return fault.problem
        } catch {
            Issue.record("\(error) is no SoundFileFault")
            return nil
        }
    }

    @Test(arguments: [
        (SoundFormat.wav16, 16), (.wav24, 24), (.wavFloat, 0), (.flac16, 16), (.flac24, 24),
    ]) func whatIsWrittenIsRead(format: SoundFormat, bits: Int) throws {
        let path = folder.path + "/sound"
        #expect(try sound.write(to: path, as: format) == 0)
        let back = try SoundFile.read(path)
        #expect(back.rate == 8000 && back.channels == 2)
        let worst = zip(back.tensor.floats, sound.tensor.floats).map { abs($0 - $1) }.max()!
        #expect(bits == 0 ? worst == 0 : worst <= 0.5 / Float(1 << (bits - 1)))
        // A second time round nothing changes any more.
        #expect(try back.encoded(as: format).bytes == bytes(format))
        let info = try SoundFile.measure(path)
        #expect(info.rate == 8000 && info.channels == 2 && info.samples == 1000 && !info.format.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["sound"])
    }

    @Test(arguments: [8000, 22_050, 44_100]) func whatIsWrittenAsMP3IsAlikeAndAsLong(rate: Double) throws {
        let samples = (0..<10_000).map { Float(sin(Double($0) / rate * 880 * 2 * .pi)) / 2 }
        let tone = try Signal(Tensor([samples.count], samples), rate: rate)
        let path = try folder.write(tone.encoded(as: .mp3).bytes, "tone")
        let back = try SoundFile.read(path)
        #expect(back.rate == rate && back.samples == samples.count)
        #expect(try SoundFile.measure(path).samples == samples.count)
        let middle = 2000..<8000
        let worst = zip(back.tensor.floats[middle], samples[middle]).map { abs($0 - $1) }.max()!
        #expect(worst < 0.05, "\(worst)")
    }

    @Test func samplesBeyondFullScaleAreClippedAndCounted() throws {
        let loud = try Signal(Tensor([5], [1, -1, 2, -2, 0.5]), rate: 8000)
        let encoded = try loud.encoded(as: .wav16)
        #expect(encoded.clipped == 3)
        let back = try SoundFile.read(folder.write(encoded.bytes, "loud"))
        #expect(back.tensor.floats == [32767.0 / 32768, -1, 32767.0 / 32768, -1, 0.5])
        #expect(try loud.encoded(as: .wavFloat).clipped == 0)
    }

    @Test func soundsThatAFormatCannotHoldAreFaults() throws {
        let nine = try Signal(Tensor([9, 1], [Float](repeating: 0, count: 9)), rate: 8000)
        #expect(throws: EncodingFault.refused(.flac16, channels: 9, rate: 8000)) { try nine.encoded(as: .flac16) }
        let odd = try Signal(Tensor([1], [0]), rate: 8000.5)
        #expect(throws: EncodingFault.rateNotWhole(8000.5)) { try odd.encoded(as: .wav16) }
        #expect(throws: EncodingFault.self) { try sound.write(to: folder.path + "/no/such", as: .wav16) }
        #expect(throws: EncodingFault.self) { try sound.write(to: folder.path, as: .wav16) }
    }

    @Test(arguments: [SoundFormat.wav16, .flac16]) func aPartIsThatPartOfTheWhole(format: SoundFormat) throws {
        let path = try folder.write(bytes(format), "sound")
        let whole = try SoundFile.read(path)
        #expect(
            try SoundFile.read(path, part: .positions(from: 0.05, to: 0.1)).tensor.floats
                == whole.slice(.positions(from: 0.05, to: 0.1)).tensor.floats)
        #expect(
            try SoundFile.read(path, channel: 2, part: .indices(from: 999, to: 1000)).tensor.floats
                == [whole.tensor.floats[1999]])
        #expect(
            problem(path, part: .positions(from: 0.1, to: 0.2))
                == .beyondEnd(from: "0.1 s", to: "0.2 s", end: "0.125 s"))
        #expect(
            problem(path, part: .indices(from: 0, to: 1001))
                == .beyondEnd(from: "sample 1", to: "1001", end: "sample 1000"))
        #expect(problem(path, channel: 3) == .noChannel(3, of: 2))
        #expect(problem(path, channel: 0) == .noChannel(0, of: 2))
        #expect(problem(path, limit: 7999) == .tooLong(seconds: 0.125, bytes: 8000, limit: 7999))
    }

    @Test func whatIsNoFileIsAFault() throws {
        #expect(problem(folder.path + "/none") == .unreadable(.missing))
        #expect(problem(folder.path) == .unreadable(.folder))
        #expect(problem("/dev/null") == .unreadable(.notAFile))
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(problem(pipe) == .unreadable(.notAFile))
        #expect(problem(try folder.write([], "empty")) == .unreadable(.empty))
        #expect(problem(folder.path + "/" + String(repeating: "x", count: 5000)) != nil)
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything")) func aFileThatMayNotBeReadIsAFault() throws {
        let path = try folder.write(bytes(), "secret")
        #expect(chmod(path, 0) == 0)
        #expect(problem(path) == .unreadable(.noPermission))
    }

    static let fakes: [([UInt8], FileContent)] = [
        (Array("just some text, no sound\n".utf8), .other("text")),
        (Array("<html><body>404".utf8), .other("an HTML or XML page")),
        (Array("{\"error\": 404}".utf8), .other("JSON text")),
        ([0, 0, 0, 32] + Array("ftypisom....".utf8), .streams("an MP4 or QuickTime movie")),
        ([0, 0, 0, 32] + Array("ftypM4A ....".utf8), .streams("MPEG-4 audio (m4a)")),
        ([0x1A, 0x45, 0xDF, 0xA3, 1, 2, 3, 4], .streams("a Matroska or WebM movie")),
        ([0x89] + Array("PNG....".utf8), .other("a PNG picture")),
        (Array("version https://git-lfs.github.com/spec/v1\n".utf8), .other("a Git LFS pointer, not the file it stands for")),
        ([UInt8](repeating: 0, count: 2000), .other("nothing but zero bytes")),
        ([9, 200, 31, 4, 5, 6, 7, 250, 1, 2, 3, 4, 5, 6, 7, 8], .unknown),
    ]

    @Test(arguments: fakes) func aFileThatIsNoSoundSaysWhatItLooksLike(bytes: [UInt8], content: FileContent) throws {
        #expect(problem(try folder.write(bytes, "fake.wav")) == .notSound(content))
        let fault = SoundFileFault(name: "fake.wav", problem: .notSound(content))
        #expect(fault.cause == "'fake.wav' is not a sound file" + (content.looks.map { ": it looks like \($0)" } ?? ""))
        let hasStreams = if case .streams = content { true } else { false }
        #expect(fault.remedy?.hasPrefix("save its sound") == hasStreams)
    }

    @Test func aFileCutShortSaysHowMuchIsThere() throws {
        let wav = try bytes()
        let path = try folder.write(Array(wav.prefix(44 + 401)), "cut.wav")
        #expect(problem(path) == .truncated(present: 100, promised: 1000, rate: 8000))
        let fault = SoundFileFault(name: "cut.wav", problem: .truncated(present: 100, promised: 1000, rate: 8000))
        #expect(fault.cause == "'cut.wav' is cut short: 100 of 1000 samples are there")
        #expect(fault.remedy?.contains("'partial'") == true)
        let there = try SoundFile.read(path, partial: true)
        #expect(there.samples == 100)
        #expect(
            there.tensor.floats[..<100] == (try SoundFile.read(folder.write(wav, "whole.wav"))).tensor.floats[..<100])
        // A part that is there needs no leave; one that is not needs the missing bytes.
        #expect(problem(path, part: .indices(from: 0, to: 100)) == nil)
        #expect(problem(path, part: .indices(from: 0, to: 101)) != nil)
        #expect(problem(path, partial: true, part: .indices(from: 200, to: 300)) != nil)
        #expect(
            problem(try folder.write(Array(wav.prefix(44)), "none.wav"), partial: true)
                == .truncated(present: 0, promised: 1000, rate: 8000))
    }

    @Test func aFLACFileCutShortSaysSo() throws {
        let noise = try Noise.white.signal(seconds: 3, rate: 16000, seed: 1)
        let flac = try noise.encoded(as: .flac16).bytes
        let path = try folder.write(Array(flac.prefix(flac.count / 2)), "cut.flac")
        switch problem(path) {
        case .truncated(let present, 48000, _): #expect(present > 0 && present < 48000)
        case .undecodable(let present, _, _): #expect(present > 0 && present < 48000)
        case let other: Issue.record("\(String(describing: other))")
        }
        let there = try SoundFile.read(path, partial: true)
        let whole = try SoundFile.read(folder.write(flac, "whole.flac"))
        #expect(there.samples > 0 && there.samples < 48000)
        #expect(there.tensor.floats == Array(whole.tensor.floats[..<there.samples]))
    }

    @Test(arguments: [(UInt32.max, UInt32.max), (0x7FFF_FFFF, 0x7FFF_FFFF), (.max, .max - 36)] as [(UInt32, UInt32)])
    func aStreamOfUnknownLengthIsReadToItsEnd(riff: UInt32, data: UInt32) throws {
        var wav = try bytes()
        for (offset, value) in [(4, riff), (40, data)] {
            for i in 0..<4 { wav[offset + i] = UInt8(truncatingIfNeeded: value >> UInt32(8 * i)) }
        }
        #expect(try SoundFile.read(folder.write(wav, "stream.wav")).samples == 1000)
    }

    @Test(arguments: [(Float.nan, "NaN"), (.infinity, "infinity"), (-.infinity, "infinity")])
    func numbersThatAreNotFiniteSayWhereTheyAre(value: Float, word: String) throws {
        var wav = try bytes(.wavFloat)
        // Sample 400 of channel 2, counted from the end of the file.
        let offset = wav.count - 8 * 600 + 4
        withUnsafeBytes(of: value.bitPattern.littleEndian) { wav.replaceSubrange(offset..<offset + 4, with: $0) }
        let path = try folder.write(wav, "nan.wav")
        #expect(problem(path) == .notFinite(channel: 2, second: 0.05, value: word))
        #expect(
            problem(path, part: .positions(from: 0.04, to: 0.06)) == .notFinite(channel: 2, second: 0.05, value: word))
        #expect(problem(path, part: .positions(from: 0, to: 0.05)) == nil)
        #expect(problem(path, channel: 1) == nil)
    }

    @Test func absurdHeadersAreFaults() throws {
        func patched(_ offset: Int, _ bytes: [UInt8]) throws -> String {
            var wav = try self.bytes()
            wav.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            return try folder.write(wav, "odd.wav")
        }
        #expect(problem(try patched(22, [0xE8, 0x03])) != nil)  // 1000 channels
        #expect(problem(try patched(22, [0, 0])) != nil)
        #expect(problem(try patched(24, [0, 0, 0, 0])) != nil)  // a rate of 0 Hz
        #expect(problem(try patched(24, [0xFF, 0xFF, 0xFF, 0x7F])) == .absurd(what: "a rate of 2147483647 Hz"))
    }

    @Test func anyDamageIsAFaultOrASound() throws {
        let random = Philox(seed: 11, purpose: "damage")
        for format in [SoundFormat.wav16, .wavFloat, .flac16] {
            let whole = try bytes(format)
            for round in 0..<300 {
                var damaged = whole
                for change in 0..<8 {
                    let draw = Int(random.bits(round * 16 + change * 2))
                    // Most of the damage hits the header.
                    let place = draw % (change < 6 ? 64 : damaged.count)
                    damaged[place] = UInt8(truncatingIfNeeded: random.bits(round * 16 + change * 2 + 1))
                }
                if round % 3 == 0 { damaged.removeLast(Int(random.bits(round)) % damaged.count) }
                let path = try folder.write(damaged, "damaged")
                do {
                    let sound = try SoundFile.read(path, partial: round % 2 == 0, limit: 1 << 26)
                    #expect(sound.samples > 0)
                } catch { #expect(error is SoundFileFault, "\(error)") }
            }
        }
    }

    @Test func filesThatAreRefusedAreClosed() throws {
        let path = try folder.write(Array("no sound".utf8), "fake")
        // Other tests open files at the same time: a leak of one a read would still stand out.
        func open() -> Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0 }
        let before = open()
        for _ in 0..<500 { _ = problem(path) }
        #expect(open() < before + 400)
    }
}
