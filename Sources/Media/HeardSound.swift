internal import CMedia
package import Tensors

/// A sound file as a helper reads it through libsndfile and libmpg123, from front to back.
package final class HeardSound {
    /// What a file of sound is.
    package struct Facts: Sendable {
        /// In words, such as `FLAC (Free Lossless Audio Codec), Signed 16 bit PCM`.
        package let format: String
        /// Samples a second.
        package let rate: Int
        package let channels: Int
        /// Per channel, as decoding finds them.
        package let samples: Int
        /// Whether the file ends early.
        package let isCut: Bool
        /// How many samples a file that ends early would have; nil where it does not tell.
        package let promised: Int?
        /// How many samples a whole file may end before `samples`.
        package let slack: Int
    }

    /// What a helper says of a file that it does not open.
    package struct Refusal: Error {
        /// The library's own words.
        package let message: String
        /// Whether it is no format that the libraries know.
        package let isUnknown: Bool
    }

    package let facts: Facts
    private let name: String
    private let pool: MediaPool
    private var conversation: MediaPool.Conversation?
    /// The slot that was handed out last.
    private var slot: Int?
    /// The decoder's complaint, once it has come to its end; nil where it has none.
    package private(set) var complaint: String?

    /// What the file is, its length measured. Throws `Refusal`, `MediaFault`, and what the pool's `poll` throws.
    package static func measure(_ file: RegularFile, name: String, pool: MediaPool) throws -> Facts {
        var request = foley_media_request()
        request.wish = Int32(FOLEY_MEDIA_MEASURE.rawValue)
        do {
            return try pool.talk(about: name, with: .sounds) { conversation in
                do {
                    return try Facts(conversation.decode(&request, file: file, take: { _, _ in }).hearing)
                } catch let refusal as MediaPool.Refusal {
                    throw Refusal(refusal) ?? refusal
                }
            }
        }
    }

    /// Begins to decode the samples in `range`. Throws as `measure` does.
    package init(_ file: RegularFile, _ range: Range<Int>, name: String, pool: MediaPool) throws {
        (self.name, self.pool) = (name, pool)
        let conversation = try pool.lend(about: name, of: .sounds)
        var request = foley_media_request()
        request.wish = Int32(FOLEY_MEDIA_LISTEN.rawValue)
        request.samples.first = Int64(range.lowerBound)
        request.samples.last = Int64(range.upperBound)
        do {
            try conversation.worker.makeSlots(of: MediaWorker.usualSlot)
            try conversation.worker.send(&request, file: file.descriptor)
            facts = Facts(try conversation.next().hearing)
            self.conversation = conversation
        } catch let refusal as MediaPool.Refusal {
            pool.take(back: conversation)
            throw Refusal(refusal) ?? MediaFault(name: name, problem: refusal.problem(memory: pool.memory))
        } catch {
            conversation.worker.stop()
            throw pool.fault(error, about: name)
        }
    }

    /// The next samples, of each moment those of all channels; nil at the end. They stand there until the next call.
    ///
    /// Throws `MediaFault` and what the pool's `poll` throws.
    package func next() throws -> UnsafeBufferPointer<Float>? {
        guard let conversation else { return nil }
        do {
            if let slot { try conversation.worker.send(FOLEY_MEDIA_TAKEN, slot: slot) }
            slot = nil
            let reply = try conversation.next()
            let count = Int(clamping: reply.count)
            if reply.answer == FOLEY_MEDIA_CHUNK.rawValue {
                let room = conversation.worker.slotBytes / MemoryLayout<Float>.stride
                guard reply.slot < 2, count > 0, count <= room / facts.channels else { throw MediaWorker.Loss.ended(signal: 0) }
                slot = Int(reply.slot)
                let start = conversation.worker.slot(Int(reply.slot)).assumingMemoryBound(to: Float.self)
                return UnsafeBufferPointer(start: start, count: count * facts.channels)
            }
            if reply.complaints > 0 { complaint = reply.text }
            self.conversation = nil
            pool.take(back: conversation)
            return nil
        } catch let refusal as MediaPool.Refusal {
            self.conversation = nil
            pool.take(back: conversation)
            throw MediaFault(name: name, problem: refusal.problem(memory: pool.memory))
        } catch {
            self.conversation = nil
            conversation.worker.stop()
            throw pool.fault(error, about: name)
        }
    }

    /// What was not asked for to its end is not waited for.
    deinit { conversation?.worker.stop() }
}

extension HeardSound.Facts {
    fileprivate init(_ hearing: foley_media_hearing) {
        format = withUnsafePointer(to: hearing) { String(cString: foley_media_sound_format($0)) }
        rate = Int(hearing.rate)
        channels = max(1, Int(hearing.channels))
        samples = max(0, Int(hearing.samples))
        isCut = hearing.promised != 0
        promised = hearing.promised > 0 ? Int(hearing.promised) : nil
        slack = Int(hearing.slack)
    }
}

extension HeardSound.Refusal {
    fileprivate init?(_ refusal: MediaPool.Refusal) {
        switch refusal.cause {
        case FOLEY_MEDIA_UNKNOWN_SOUND: self.init(message: refusal.message, isUnknown: true)
        case FOLEY_MEDIA_DAMAGED_SOUND: self.init(message: refusal.message, isUnknown: false)
        default: return nil
        }
    }
}
