import Foundation
import Glibc
import Sound
import Synchronization
import Tensors
import Testing

@testable import Media
@testable import Picture

/// Helpers that crash, hang or are killed, and files that are none.
@Suite(.serialized) struct HelperTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/bar.mp4"
        try Movie.write(
            Clips.frames(count: 50, width: 320, height: 240), rate: 25, sound: Clips.tone(seconds: 2, rate: 8000), to: path,
            as: .mp4, pool: MediaPool(workers: 1))
    }

    /// A pool of one whose helper meets `signal` when the request is under way.
    private final class Disturbance: Sendable {
        let pool = Mutex<MediaPool?>(nil)
        let signal = Mutex<Int32?>(nil)
        let target = Mutex<Int32>(0)

        func pool(patience: Double) -> MediaPool {
            MediaPool(workers: 1, patience: patience) { [self] in
                if let signal = signal.withLock({ $0 }) {
                    kill(target.withLock { $0 }, signal)
                    self.signal.withLock { $0 = nil }
                }
            }
        }
    }

    @Test(arguments: [SIGKILL, SIGSEGV, SIGABRT, SIGXCPU, SIGSTOP])
    func aHelperThatEndsOrStopsCostsOneRequest(signal: Int32) throws {
        let patience = signal == SIGSTOP ? 0.5 : 30
        let disturbance = Disturbance()
        let pool = disturbance.pool(patience: patience)
        let movie = try Movie(path, shownAs: "bar.mp4", pool: pool)
        let helper = try #require(pool.idleProcesses.first)
        disturbance.target.withLock { $0 = helper }
        disturbance.signal.withLock { $0 = signal }
        let begin = Date()
        let problem = try problem { _ = try movie.frames(FrameChoice(size: .init(width: 640, height: 480))) }
        #expect(problem == (signal == SIGSTOP ? .hung(seconds: patience) : .crashed(signal: signal)))
        #expect(Date().timeIntervalSince(begin) < 10)
        #expect(kill(helper, 0) != 0 && errno == ESRCH)
        #expect(try movie.frames().count == 50)
        #expect(pool.idleProcesses.count == 1 && pool.idleProcesses.first != helper)
    }

    @Test func anIdleHelperThatIsGoneIsReplaced() throws {
        let pool = MediaPool(workers: 1)
        let movie = try Movie(path, pool: pool)
        kill(try #require(pool.idleProcesses.first), SIGKILL)
        usleep(100_000)
        #expect(try movie.frames(FrameChoice(.every(10))).count == 5)
    }

    @Test func anInterruptionStopsTheWork() throws {
        // The third time that is asked after the helper has been told what to decode.
        let left = Atomic(Int.max)
        let pool = MediaPool(workers: 1) { if left.wrappingSubtract(1, ordering: .relaxed).newValue == 0 { throw Interrupted() } }
        let movie = try Movie(path, pool: pool)
        left.store(3, ordering: .relaxed)
        #expect(throws: Interrupted.self) { try movie.frames(FrameChoice(size: .init(width: 640, height: 480))) }
        #expect(pool.idleProcesses.isEmpty)
        #expect(try movie.frames().count == 50)
    }

    @Test func helpersEndWithTheirPool() throws {
        var pool: MediaPool? = MediaPool(workers: 1)
        _ = try Movie(path, pool: try #require(pool))
        let helper = try #require(pool?.idleProcesses.first)
        pool = nil
        #expect(kill(helper, 0) != 0)
    }

    @Test func twoAtOnceGiveWhatOneGives() throws {
        let pool = MediaPool(workers: 2)
        let movie = try Movie(path, pool: pool)
        let alone = try movie.frames(FrameChoice(.every(3)))
        let sound = try movie.sound()
        let together = try Parallel(threads: 4).map(12) { index in
            try index % 2 == 0
                ? movie.frames(FrameChoice(.every(3))).bytes == alone.bytes
                : movie.sound().tensor.floats == sound.tensor.floats
        }
        #expect(together.allSatisfy { $0 })
        #expect(pool.idleProcesses.count <= 2)
    }

    @Test func aHelperIsInAGroupOfItsOwnAndKnowsNothingOfOurFiles() throws {
        let pool = MediaPool(workers: 1)
        _ = try Movie(path, pool: pool)
        let helper = try #require(pool.idleProcesses.first)
        #expect(getpgid(helper) == helper)
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(helper)/fd").sorted()
        #expect(open == ["0", "1", "2", "3", "4"])
        for number in 0...2 {
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(helper)/fd/\(number)") == "/dev/null")
        }
    }

    @Test(arguments: ["foley-media", "foley-sound"])
    func aHelperOutlivesNoParent(name: String) throws {
        // Its socket closes when the parent ends, however it ends.
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/" + name
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "exec '\(program)' 0 sse4 3<&0"]
        process.standardInput = FileHandle(fileDescriptor: ends[1], closeOnDealloc: false)
        try process.run()
        usleep(300_000)
        #expect(process.isRunning)
        close(ends[0])
        close(ends[1])
        for _ in 0..<100 where process.isRunning { usleep(50_000) }
        #expect(!process.isRunning)
        process.terminate()
    }

    @Test func aHelperThatIsNotThereOrIsAnotherProgram() throws {
        let missing = MediaPool(workers: 1, helper: folder.path + "/none")
        #expect(try problem { _ = try Movie(path, pool: missing) } == .helperMissing(path: folder.path + "/none"))
        let other = MediaPool(workers: 1, helper: "/bin/true")
        #expect(try problem { _ = try Movie(path, pool: other) } == .crashed(signal: 0))
    }

    @Test func tooLittleMemoryIsAFaultOfThatFile() throws {
        let big = folder.path + "/big.mp4"
        try Movie.write(
            Frames(
                bytes: Array(repeating: 128, count: 4096 * 4096 * 3), times: [0], height: 4096, width: 4096, channels: 3),
            rate: 25, sound: nil, to: big, as: .mp4,
            pool: MediaPool(workers: 1))
        let small = MediaPool(workers: 1, memory: 260 << 20)
        switch try problem({ _ = try Movie(big, pool: small).frames() }) {
        case .outOfMemory, .crashed, .damaged, .nothingDecoded: break
        case let other: Issue.record("\(other)")
        }
        #expect(try Movie(path, pool: small).frames(FrameChoice(.every(25))).count == 2)
    }

    @Test func whatIsNoMovieIsSaidToBeThat() throws {
        let pool = MediaPool(workers: 1)
        func problem(_ path: String) throws -> MediaFault.Problem { try PictureTests.problem { _ = try Movie(path, pool: pool) } }
        mkfifo(folder.path + "/pipe.mp4", 0o600)
        #expect(try problem(folder.path + "/pipe.mp4") == .unreadable(.notAFile))
        #expect(try problem(folder.path) == .unreadable(.folder))
        #expect(try problem("/dev/null") == .unreadable(.notAFile))
        #expect(try problem(folder.path + "/none.mp4") == .unreadable(.missing))
        #expect(try problem(folder.write([], "empty.mp4")) == .unreadable(.empty))
        #expect(try problem(folder.write(Array("This is a text, whatever it is called.\n".utf8), "text.mp4")) == .notMedia)
        #expect(try problem(folder.write(Array(repeating: 0, count: 100_000), "zeros.mkv")) == .notMedia)
    }

    @Test(arguments: ["concat.txt", "list.m3u8", "list.ffconcat", "manifest.mpd"])
    func whatNamesOtherFilesIsNotFollowed(name: String) throws {
        let text =
            name.hasSuffix("m3u8")
            ? "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n\(path)\n#EXT-X-ENDLIST\n"
            : name.hasSuffix("mpd")
                ? "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"></MPD>\n"
                : "ffconcat version 1.0\nfile '\(path)'\n"
        let list = try folder.write(Array(text.utf8), name)
        #expect(try problem { _ = try Movie(list, pool: MediaPool(workers: 1)) } == .notMedia)
    }

    /// Whatever is changed in a movie, there is a result or a fault, and the next movie is read.
    @Test func brokenMoviesHarmNoOther() throws {
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        let random = Philox(seed: 3, purpose: "broken movies")
        let pool = MediaPool(workers: 1, patience: 20)
        for trial in 0..<40 {
            var bytes = whole
            if trial % 4 == 0 { bytes.removeLast(bytes.count * (trial + 1) / 50) }
            for change in 0..<(1 + trial % 7 * 5) {
                let place = Double(random.uniform(trial * 1000 + change * 2))
                bytes[Int(place * Double(bytes.count - 1))] = UInt8(255 * random.uniform(trial * 1000 + change * 2 + 1))
            }
            let broken = try folder.write(bytes, "broken.mp4")
            do {
                let movie = try Movie(broken, pool: pool)
                if movie.pictures != nil { _ = try movie.frames(FrameChoice(.every(7)), partial: true, limit: 1 << 28) }
                if movie.sound != nil { _ = try movie.sound(partial: true, limit: 1 << 28) }
            } catch is MediaFault {}
        }
        #expect(try Movie(path, pool: pool).frames(FrameChoice(.every(25))).count == 2)
    }
}
