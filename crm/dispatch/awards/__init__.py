"""Awards for contributions 贡献奖: candidates, the committee's vote, notice, certificates."""
