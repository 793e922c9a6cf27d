package import CMedia
internal import Dispatch
internal import Glibc
internal import Synchronization
public import Tensors

/// A few helper processes that decode and encode, started when they are first needed.
///
/// A helper that crashes, hangs or is killed costs the request that it was at: the next one has a new helper.
public final class MediaPool: Sendable {
    /// How many work at once.
    public let workers: Int
    /// The most bytes of address space that each takes.
    public let memory: Int
    /// Seconds without a sign of life after which one is stopped.
    public let patience: Double
    private let helper: String?
    private let poll: @Sendable () throws -> Void
    private let idle = Mutex<[MediaWorker]>([])
    private let places: DispatchSemaphore
    private let warning = Mutex<Warning>(.none)

    /// What the person should know of the helpers.
    private enum Warning {
        case none, pending(String), said
    }

    /// As many workers as the machine has cores, unless told. `helper` is the program to run, by default the one for the
    /// trade that stands beside the running one. `poll` is asked often and stops a request by throwing; by default it asks whether
    /// Control-C was pressed.
    public init(
        workers: Int? = nil, memory: Int = 3 << 30, patience: Double = 30, helper: String? = nil,
        poll: @escaping @Sendable () throws -> Void = Interrupt.check
    ) {
        self.workers = max(1, workers ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        self.memory = memory
        self.patience = patience
        self.helper = helper
        self.poll = poll
        places = DispatchSemaphore(value: self.workers)
    }

    /// The one that all use who do not bring their own; its processes start when the first file is decoded.
    public static let shared = MediaPool()

    /// What a helper can do. Sounds have a program of their own: the libraries for movies take 40 ms of each start.
    package enum Trade: String, Sendable {
        case movies = "foley-media"
        case sounds = "foley-sound"

        /// Beside the running program.
        fileprivate var program: String {
            var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            let length = readlink("/proc/self/exe", &path, path.count - 1)
            let running = String(decoding: path.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
            return running.dropLast(running.lastPathComponent.count) + rawValue
        }
    }

    /// What the person should know of the helpers although they work, once.
    public func takeWarning() -> String? {
        warning.withLock { warning in
            guard case .pending(let text) = warning else { return nil }
            warning = .said
            return text
        }
    }

    private func noteUnconfined(_ message: String) {
        warning.withLock { warning in
            guard case .none = warning else { return }
            warning = .pending(
                "this system does not let the decoders of movies and sounds be confined (seccomp: \(message)): "
                    + "open only files that you trust")
        }
    }

    /// The processes that wait for work.
    package var idleProcesses: [Int32] { idle.withLock { $0.map(\.process) } }

    /// Talks to a helper that is nobody else's meanwhile; one that fails is ended. Throws `MediaFault` and what the pool's
    /// `poll` throws.
    package func talk<Result>(
        about name: String, with trade: Trade, _ body: (Conversation) throws -> Result
    ) throws -> Result {
        while places.wait(timeout: .now() + .milliseconds(50)) == .timedOut { try poll() }
        defer { places.signal() }
        let conversation = try lend(about: name, of: trade)
        do {
            let result = try body(conversation)
            take(back: conversation)
            return result
        } catch let refusal as Refusal {
            take(back: conversation)
            throw MediaFault(name: name, problem: refusal.problem(memory: memory))
        } catch {
            conversation.worker.stop()
            throw fault(error, about: name)
        }
    }

    /// A helper for as long as somebody needs it, beside those that `talk` has at work; whoever has it stops it or gives it
    /// back. Throws `MediaFault`.
    func lend(about name: String, of trade: Trade) throws -> Conversation {
        func waiting() -> MediaWorker? {
            idle.withLock { idle in idle.lastIndex { $0.trade == trade }.map { idle.remove(at: $0) } }
        }
        var found: MediaWorker?
        repeat { found = waiting() } while found.map { !$0.isAlive } ?? false
        let worker = try found ?? MediaWorker(trade, program: helper ?? trade.program, bytes: memory, name: name)
        return Conversation(worker: worker, patience: patience, poll: poll, noteUnconfined: noteUnconfined)
    }

    /// Takes a helper back that has done what it was asked.
    func take(back conversation: Conversation) {
        let worker = conversation.worker
        if worker.isSwollen { worker.stop() } else { idle.withLock { $0.append(worker) } }
    }

    /// The loss of a helper as a fault of the file that it was at; other errors as they are.
    func fault(_ error: any Error, about name: String) -> any Error {
        guard let loss = error as? MediaWorker.Loss else { return error }
        return MediaFault(name: name, problem: Self.problem(loss, memory: memory))
    }

    private static func problem(_ loss: MediaWorker.Loss, memory: Int) -> MediaFault.Problem {
        switch loss {
        case .ended(let signal): .crashed(signal: signal)
        case .silent(let seconds): .hung(seconds: seconds)
        case .noMemory: .outOfMemory(limit: memory)
        }
    }

    /// What a helper in good health says is not possible.
    package struct Refusal: Error {
        package let cause: foley_media_cause
        package let message: String

        init(_ reply: MediaWorker.Reply) {
            cause = foley_media_cause(UInt32(bitPattern: reply.cause))
            message = reply.text
        }

        func problem(memory: Int) -> MediaFault.Problem {
            switch cause {
            case FOLEY_MEDIA_NO_PICTURES: .noPictures
            case FOLEY_MEDIA_NO_SOUND: .noSound
            case FOLEY_MEDIA_NO_DECODER: .noDecoder(codec: message)
            case FOLEY_MEDIA_NO_MEMORY: .outOfMemory(limit: memory)
            case FOLEY_MEDIA_NO_ENCODER: .noEncoder(message: message)
            case FOLEY_MEDIA_UNWRITABLE: .notWritten(message: message)
            case FOLEY_MEDIA_NO_BYTES: .system(message: message)
            case FOLEY_MEDIA_UNDECODABLE, FOLEY_MEDIA_BAD_REQUEST: .undecodable(message: message)
            default: .notMedia
            }
        }
    }

    /// One request's exchange with a helper.
    package struct Conversation {
        package let worker: MediaWorker
        let patience: Double
        let poll: () throws -> Void
        let noteUnconfined: (String) -> Void

        /// The next reply that says something. Throws `Refusal`, `MediaWorker.Loss` and what `poll` throws.
        package func next() throws -> MediaWorker.Reply {
            while true {
                let reply = try worker.receive(patience: patience, poll: poll)
                switch foley_media_answer(UInt32(bitPattern: reply.answer)) {
                case FOLEY_MEDIA_FAILED: throw Refusal(reply)
                case FOLEY_MEDIA_UNCONFINED: noteUnconfined(reply.text)
                case FOLEY_MEDIA_BUSY: continue
                default: return reply
                }
            }
        }

        /// Sends `request` and gives `take` each slot that comes, `again` the news that all comes anew; returns the last
        /// reply.
        package func decode(
            _ request: inout MediaWorker.Request, file: RegularFile,
            take: (MediaWorker.Reply, UnsafeRawBufferPointer) throws -> Void, again: () -> Void = {}
        ) throws -> MediaWorker.Reply {
            try worker.send(&request, file: file.descriptor)
            while true {
                let reply = try next()
                switch foley_media_answer(UInt32(bitPattern: reply.answer)) {
                case FOLEY_MEDIA_CHUNK:
                    let slot = Int(reply.slot)
                    guard slot < 2 else { throw MediaWorker.Loss.ended(signal: 0) }
                    try take(reply, UnsafeRawBufferPointer(start: worker.slot(slot), count: worker.slotBytes))
                    try worker.send(FOLEY_MEDIA_TAKEN, slot: slot)
                case FOLEY_MEDIA_AGAIN: again()
                default: return reply
                }
            }
        }
    }
}
