DROP TABLE thread_reads;
DROP TABLE message_files;
DROP TABLE request_messages;
